"""English."""

from __future__ import annotations

URGENCY = """
    only today/tonight
    today/tonight/tomorrow only
    last chance/call/hours
    last few/places/seats/spots
    final call/days/hours
    ends/ending/closes/closing/expires today/tonight/tomorrow/soon/sunday/monday/friday/midnight
    hurry up
    while stocks/stock/supplies last/lasts
    before it's/its/they're/it too? late/gone/over
    before they/it are/is? gone/go/sells/sell
    don't miss out/this/it?
    never miss
    limited time/offer/edition/spots/seats/places/stock/availability
    for a limited time
    few left
    only # left/spots/places/seats/remaining
    # left
    # hours/days only/left
    selling fast
    going fast
    act fast/now
    now or never
    this week/weekend only
    spots/seats/places are filling/limited/going
    until/till midnight
    for # days/hours only
"""
OFFER = """
    half price
    for half
    on us
    fixed price
    flat fee
    monthly rate
    double points
    stay # nights
    # nights pay
    pay # for
    pay in # months
    without joining fee
    money off
    # off
    two/three pay
    room upgrade
    happy hour
    lunch deal
    for one pound/euro
    # each
    # apiece
    # a head/person
    starting at #
    charge from
    discount*
    % off
    half price/off
    on sale
    summer/winter/spring/autumn/flash/big/our/the/black sale
    sale now?
    special/exclusive/introductory/great/unbeatable offer/offers/deal/deals/price/prices/rate/rates
    promo code?
    voucher* code?
    coupon* code?
    discount/voucher/promo code
    use/with the? code
    free shipping/delivery/gift/trial/sample/samples
    buy one/two/1/2 get
    two for one
    best price/prices
    lowest price/prices
    save up to
    save on
    save #
    starting at
    prices from
    from only/just
    for only/just
    money back
    bargain*
    cashback
    black friday
    cyber monday
    pre-order/preorder*
"""
BUY = """
    come in and
    give us a ring
    ring us
    give me a ring
    call us
    come and try
    order before
    orders till/until
    book by
    be my customer
    use code
    shop small/local
    sign up
    reserve yours/now
    enrol now/today/on
    see you at the bar
    let me explain it
    shall i show you
    switch today
    buy now/yours/it/today/online/here/direct/directly/from
    order now/yours/today/online/here/by/from
    shop now/online/here/the/our/today
    book now/yours/your/today/a/online/here
    get yours/your
    grab yours/your/a/one/it
    claim your/yours/it
    reserve your/yours/now
    sign up now/today/here
    subscribe now/today/here
    order/buy/book/get/shop _ today/now
    link in bio
    link in the? bio/profile/comments
    click here/below/the/this
    tap here/below/the/this
    swipe up
    add to cart
    check out our/my/the
    visit our/my shop/store/website/site/page/etsy
    available now/in/at/from
    now available
    in store/stores now?
    in our/my shop/store/webshop/etsy
    treat yourself
    try it/our/us/my/for
    come/stop and/by try/taste
    secure your
    upgrade to/now/today
    start your free?
    get started
"""
SELF = """
    our/my new/newest/latest collection/product/products/course/book/service/services/menu/line/range/app/ebook/range/blend/shop/store/package/programme/program
    our/my products/services/courses/packages/clients/customers
    we're/we proud/excited/thrilled/happy to? announce/introduce/launch/present
    introducing our/the/my?
    we offer/provide/deliver/specialise/specialize/sell
    i offer/provide/sell/specialise/specialize
    i'm/i launching/selling
    we're launching/selling
    just launched
    has arrived
    just dropped
"""
SOFT = """
    need a/an plumber/gardener/painter/hand/photographer
    need a hand with
    you can trust
    leave it to us/me
    i run accounts
    what you are missing
    why pay more
    may i send/introduce/show
    let us have a look
    we would love to supply/cater
    your competitors
    think of me/us
    impressed
    do you have ten
    here is my card
    prices? on my/our page
    would you like to stock
    think of us/me
    keep us/me in mind
    if you ever/you're need/needing/looking/thinking
    if you/you're/your _? looking for
    if you/anyone need/needs/needed
    we/i can/could help you/your/with
    we'd/i'd/we/i would? love to work with
    we'd/i'd love to show/help/quote/offer/introduce/send
    happy to quote/show/demo/help/arrange
    free consultation/quote/estimate/call/demo/session/audit/assessment
    no obligation
    no strings attached
    quick call/chat/demo
    # minute/min/minutes call/chat/demo
    hop on a
    book/schedule/arrange a call/demo/meeting/chat/slot
    our clients/customers
    companies/businesses/people/brands like yours/you
    i came across your
    i noticed/saw that? your website/shop/business/site/page
    we/i help/helped/work people/businesses/brands/companies/women/teams/with
    grow your
    boost your
    increase your
    save you time/money
    recommend us/me
    tell your friends
    spread the word
    i do/make/offer/bake/build/design _? websites/logos/cakes/photos/portraits/candles
    we know a great
    take a look at our/my
    have a look at our/my
    would you be interested
    are you interested
    interested in a?
    on the house
"""
TEAM = """
    join my/our team
    join us and earn
    be your own boss
    work from home/anywhere
    earn money/extra/cash/from/up/more
    extra income
    passive income
    side income/hustle
    financial freedom/independence
    business opportunity
    amazing/great/incredible/exciting opportunity
    this/an opportunity
    become a/an? consultant/ambassador/distributor/partner/rep
    ground floor
    unlimited income/earning/earnings
    build your own business
    no experience needed/required/necessary
    quit your job
    six figure/figures
    starter kit
"""
JOB = """
    nurse*
    wage*
    paid overtime
    good pay
    shift/shifts
    trainee*
    overtime
    manager
    engineer
    driver
    teacher
    chef
    cook
    caretaker
    certificate/certificates
    contract
    trial shift/day
    permanent
    hire/hired
    resume
    cv
    job/jobs
    post
    work experience
    notice period
    career*
    seeking
    wanted
    headcount
    collective agreement
    references
    unpaid
    applicant/applicants
    application/applications
    apply
    we're/we are? hiring/recruiting
    now hiring
    we're/we are? looking for a/an/someone/somebody/people/two/three/new/our? colleague/barista/developer/designer/driver/nurse/engineer/baker/cook/helper/assistant/manager/someone/somebody/people/electrician
    looking for a/an new? colleague/barista/developer/designer/driver/nurse/engineer/baker/cook/assistant/manager
    job/open/full-time/part-time/vacant opening/openings/position/positions/vacancy/vacancies/role/roles
    vacanc*
    apply now/today/by/here/at/with/via/online
    send us? your cv/resume/application
    your cv/resume
    your application
    cover letter
    job interview
    interview*
    candidat*
    full time
    part time
    apprentice*
    internship*
    salary*
    per hour
    position of/as
    this role
    a role
    the role
    your profile/experience/background/skills/linkedin
    open to a new? role/opportunities/change
    recruiter*
    talent team/acquisition
    join our/the kitchen/night/day/bar/warehouse/support/design/product? crew/team
    start date
"""
CONTACT = """
    dm me/us
    pm me/us
    message me/us for/to/now/if
    message/dm/text/inbox/call me/us
    send me/us a? dm/pm/message
    drop me/us a? line/message/dm
    comment below/info/yes/me
    comment _ and i'll/we'll
    type/write yes/info/me
    for details/info/prices
    call/text/ring # now/today
    contact us/me
    reply to this
    get in touch
    let me know if you're/you interested/want/need/would/need
    write to/me/us for
"""
SALUTATION = """
    dear sir or/and? madam/sirs/sir
    dear sirs
    dear madam
    dear customer/customers/friend/friends/client/clients/subscriber/subscribers/follower/followers/member/user/fan/fans/all/reader/homeowner/colleague/neighbour/applicant/candidate
    dear valued/loyal
    to whom it may concern
    hello/hi/hey there
    hello/hi/hey everyone/everybody/all/friend/friends/followers/customer/customers/guys/folks/fans/ladies/hun/lovelies/dear
    greetings
    good day
    dear first/name/firstname
    hi/hello/dear first? name
    valued customer/client
"""
LIKING = """
    thanks/thank you? for liking/following/the/your like/follow/likes/our/us/my/me/page/connecting
    thanks/thank you? for adding/accepting me/us/my/our
    thanks/thank for the/your like/follow/add/connection
    thank you for the/your like/follow/add/connection
    for liking/following our/my/us/me
    welcome to our/my page
    now that you follow/like us/me/our/my
    saw you liked/followed/follow
    noticed you liked/followed/follow
"""
HYPE = """
    amazing
    incredible
    unbelievable
    life-changing
    game changer/changing
    game-changer
    life changing
    revolutionary
    mind-blowing
    mind blowing
    must have
    must-have
    guaranteed
    guarantee
    miracle
    once in a lifetime
    best ever
    you won't believe
    you will not believe
    you won't regret
    transform your
    unlock your
    next level
    dream come true
    insane
    secret to
"""
BLAME = """
    as i/we already/have said/told/explained/wrote
    as already said/explained/mentioned
    you should have
    you failed to
    obviously
    clearly you
    if you had read
    read the/our terms
    not our problem/fault
    that's your/not problem/fault/our
    calm down
    you people
    for the last time
    learn to read
    your own fault
    stop complaining
    nobody cares
    shut up
    stupid
    idiot*
    ridiculous
"""
CHEER = """
    thank you
    thanks
    dear
    hug*
    kiss*
    love
    brave
    bravo
    proud
    missed
    miss you
    remember*
    mother
    father
    mum
    dad
    gran*
    baby
    wedding
    birthday
    funeral
    loss
    hospital
    kindness
    grateful
    apology
    forgive
    friend
    wish you
    happy
    heroes
    retire*
    congrat*
    well done
    well deserved
    happy birthday/anniversary/new
    get well
    so sorry for/to/about
    sorry to hear
    sorry for your loss
    our/my condolences
    thinking of you
    thank you so
    thank you for your/the/coming/being/sending/writing/lovely/kind
    thanks for your/the/coming/being/sending/writing/sharing
    so proud of
    proud of you
    good luck
    best wishes
    happy for you
    so happy for
    hope you/you're/your
    how are you
    how is/was your/the
    how did _
    lovely/good/great/nice to see/meet/hear/chat
    it was lovely/great/good/nice
    give my/our love/regards
    safe travels/journey
    welcome back/home
    merry christmas
    fingers crossed
    see you on/at/next/there/soon/tomorrow
    what a match/game/photo/picture/day
"""
ASKING = """
    your favourite
    your first
    your worst
    your best
    who taught/else/still
    do you still
    what did you
    what made you
    where would you
    which word/film/song/book/one/shop
    yes or/no
    help us
    if you could/had
    guess
    vote
    caption
    what do you think
    what's your favourite/favorite
    what is your favourite/favorite
    which one/of/do/would/is
    tell us/me your/about/what/which/how/in
    who else
    who is/was/remembers/here
    what would you
    how do you
    what are you
    where do you
    do you prefer/remember/like/still/have/drink
    have you ever
    any ideas/tips/recommendations/suggestions/thoughts
    does anyone
    anyone else
    we'd love/like to know/hear
    curious how/what/which
    your turn
    vote for/on
    let us know in/what/which
    share your
    sweet or
    tea or
    unpopular opinion
    agree or
    true or false
"""
USEFUL = """
    warning
    forecast
    deadline
    free entry/admission
    closed
    route
    tunnel
    wash
    mix
    leave it
    minutes
    degrees
    soap
    salt
    water
    rinse
    keep it
    the form
    library
    museum
    council
    law
    rule*
    guide
    proceeds
    donation*
    charity
    test*
    compar*
    method
    history
    talk on
    weekend
    tide*
    how to
    tip*
    here's how/why/what
    here is how/why/what
    step by step
    did you know
    step one/1/#
    a guide
    our guide
    recipe*
    mistake*
    the reason
    reasons why
    we learned/learnt
    lesson*
    in this article/post/video
    new article/post
    on the blog
    rule of thumb
    the trick
    the difference between
    make sure
    avoid*
    instead of
    why your/does/do/it/we
    opening hours
    we're/we are? open/closed on?
    open/closed on
    road works
    weather
    study
    according to
    explained
    for beginners
    checklist*
"""
SERVICE = """
    parcel*
    receipt*
    invoice*
    driver
    courier
    delivered
    delivery
    exchange*
    return
    returned
    returns
    mistake
    blocked
    repair*
    broken
    cancelled
    canceled
    sorry
    noted
    check*
    password*
    button
    screen
    browser
    error*
    version
    deposit
    payment*
    reference
    attached
    warehouse
    spare
    allerg*
    resolved
    mended
    fixed
    corrected
    confirmed
    shall i
    could you
    please write/reply/ring/try/check/clear
    as you asked
    not charged
    charge*
    your order/parcel/booking/refund/ticket/account/delivery/appointment/invoice/payment/reservation/case/request
    has been shipped/delivered/refunded/cancelled/confirmed/moved/received/sent/fixed
    on its way
    tracking number/link
    we're/we are? sorry for/about/that
    apolog*
    sorry about/for that/this/the
    looked into
    we've looked/checked/sent/refunded/fixed/found
    i've looked/checked/sent/refunded/fixed/found/passed
    refund*
    replacement*
    working days
    could you tell/send us/me which/what/when/whether
    order number
    reset your
    log in
    please try
    restart*
    does that help
    let us/me know if that/it/this
    if it/that doesn't/does not
    happy to look
    we'll/i'll look/check/send/fix/get
    warranty
    technician
    thanks for letting us
    thank you for letting us
    thanks for reporting
"""
TRADE = """
    price*
    pric*
    brochure*
    catalog*
    package/packages
    customer/customers
    client/clients
    insured
    sample/samples
    portfolio
    stock
    sell/selling/sells
    bestsell*
    premium
    range
    collection*
    voucher*
    hamper*
    bargain*
    trial
    membership*
    subscription
    box/boxes
    gift/gifts
    present/presents
    apiece
    per person/head/hour/month/square
    a head
    from #
    starting at
    by phone
    test ride
    fee/fees
    flat fee
    affordable
    quality
    deal/deals
    webinar*
    e-book
    ebook
    course/courses
    tasting
    shop/store/webshop/boutique
    spa
    competitors
    business/businesses
    offer/offers
    free
    save
    saving/savings
    earn/earns/earning
    income
    order/orders
    book/booking
    deserve/deserves
    worth
    expert/experts
    solution/solutions
    services
    quote/quotes
    value
"""
ME = "i\ni'm\ni've\ni'd\ni'll\nme\nmy\nmine\nmyself\nwe\nwe're\nwe've\nwe'd\nwe'll\nus\nour\nours\nourselves"
YOU = "you\nyou're\nyou've\nyou'd\nyou'll\nyour\nyours\nyourself\nyourselves"
