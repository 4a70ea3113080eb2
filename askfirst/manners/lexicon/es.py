"""Spanish."""

from __future__ import annotations

URGENCY = """
    solo hoy/mañana/esta/este/por/hasta
    sólo hoy/por/hasta
    solo quedan #?
    quedan pocas/pocos/#
    quedan solo
    última oportunidad
    últimas plazas/unidades/horas/entradas
    últimos días/cupos/lugares
    último día
    hasta agotar existencias
    date prisa
    daos prisa
    corre que
    no te lo/la? pierdas
    no te pierdas
    no os lo/la? perdáis
    no os perdáis
    no lo dejes
    ahora o nunca
    termina hoy/mañana/el/esta/pronto
    acaba hoy/mañana/el/esta/pronto
    por tiempo limitado
    tiempo limitado
    plazas/cupos/unidades/edición limitadas/limitados/limitada
    antes de que se? sea/acabe/agoten/agote/termine
    hasta medianoche
    se agotan
    se acaban
    vuelan
"""
OFFER = """
    precio cerrado
    mitad de precio
    puntos dobles
    tres noches
    paga dos
    sin matrícula
    primer mes
    por un euro
    menos euros
    euros menos
    desde # euros
    desde #
    en vez de # euros
    precio anticipado
    regalo seguro
    invitamos nosotros
    habitación mejor
    a plazos
    doce plazos
    bajado el precio
    descuento*
    % de descuento/menos
    % menos/descuento
    oferta*
    rebaja*
    promoción*
    promo
    promos
    mitad de precio
    cupón*
    código de descuento
    con el código
    usa el? código
    envío gratis/gratuito
    envíos gratis
    gratis por/con/en
    regalo con/por tu?
    de regalo
    precio especial/único/imbatible/rebajado
    precios desde/especiales/imbatibles
    desde solo
    por solo/sólo
    ahorra*
    dos por uno
    el mejor precio
    mejores precios
    ganga*
    chollo*
    black friday
    preventa
    te lo regalamos
    al precio de
"""
BUY = """
    encarga ya/hoy
    estrena*
    ven a probar*
    venid a
    te esperamos en
    llámanos
    pedidos hasta
    compra local
    cámbiate
    sé mi clienta
    cómprala/cómprelo/cómprala aquí
    cómpralo
    descubre el/la/nuestra/nuestro
    descubra
    haz tu
    antes de las doce
    no esperes
    tienda en el
    quédate tu
    la pruebas
    compra ya/ahora/hoy/aquí/el/la/tu/online
    compre ya/ahora/hoy/aquí/el/la/su
    comprad ya/ahora/hoy/aquí
    pide/pida/pedid ya/ahora/hoy/aquí/el/la/tu/su/online
    reserva/reserve/reservad ya/ahora/hoy/aquí/tu/su/vuestra/plaza
    consigue/consiga/conseguid ya/ahora/el/la/tu/su/los/las
    llévate*
    llevate el/la/los/las/dos/tu
    aprovecha*
    hazte con
    haz tu pedido
    haz clic
    haga clic
    pincha aquí/en
    pulsa aquí/en
    enlace en la bio
    enlace en el perfil
    link en bio/la/el/mi
    visita nuestra/mi/nuestro web/tienda/página?
    visite nuestra/nuestro
    en nuestra tienda
    en mi tienda
    disponible* ya/ahora/en/desde
    ya disponible*
    ya a la venta
    a la venta
    date un capricho
    prueba nuestro/nuestra/nuestros/nuestras/gratis/mi
    apúntate ya/ahora/hoy/aquí/al/a
    inscríbete ya/ahora/hoy/aquí/al/en
    suscríbete ya/ahora/hoy/aquí
    regístrate ya/ahora/hoy/aquí
    no esperes más
"""
SELF = """
    nuestra/nuestro/mi nueva/nuevo colección/curso/libro/tienda/carta/línea/app/servicio/producto/menú
    nuestros/nuestras/mis nuevos/nuevas productos/cursos/servicios/diseños
    nuestros/nuestras/mis productos/servicios/cursos/clientes/clientas
    ofrecemos
    ofrezco
    vendemos
    vendo
    lanzamos
    presentamos
    os/te presentamos/presento
    ya está/llegó aquí/la/el
    ya ha llegado
    acaba de llegar
    recién llegado*
    novedad*
"""
SOFT = """
    de confianza
    déjelo en
    permítame
    me permite enviarle/presentarle
    te lo explico
    le enseño lo
    por qué pagar
    se está perdiendo
    lo revisamos a
    quiere vender
    tendría sitio
    ha ayudado a
    es para ti
    si estás
    llevo cuentas
    nos encantaría servir/preparar
    acuérdate de
    recomiéndame
    con gusto
    piensa/pensad/piense en nosotros/mí
    acuérdate/acordaos/recuerda de nosotros/mí
    tennos/tenme en cuenta
    si necesitas/necesitáis/necesita/buscas/buscáis/busca un/una/algún/alguna/alguien/ayuda
    si alguna vez
    si te/le/os interesa
    te/le/os podemos/puedo/podríamos ayudar
    podemos/puedo ayudarte/ayudarle/ayudaros
    ayudamos a
    ayudo a
    sin compromiso
    presupuesto gratis/gratuito/sin
    consulta/asesoría/sesión/clase/demo gratuita/gratis
    una llamada
    # minutos de?
    agendar una
    agendamos una
    nos/me encantaría trabajar/mostrarte/enseñarte/mostrarle/presentarle
    empresas/negocios/personas/clientes como usted/tú/la/el/ustedes
    he visto tu/su/vuestra
    vi tu/su/vuestra
    recomiéndanos/recomiéndame
    cuéntaselo a
    pásalo a
    le/te/os interesaría
    te gustaría/interesa
    le gustaría
    estaría interesado/interesada
    aumentar sus/tus/vuestras
    más clientes
    echa/eche/echad un vistazo
"""
TEAM = """
    únete a mi/nuestro
    uníos a mi/nuestro
    forma parte de mi/nuestro
    sé tu propio jefe
    tu propio jefe
    tu propia jefa
    trabaja desde casa
    gana dinero
    ganar dinero
    ingresos extra/pasivos/adicionales
    dinero extra
    libertad financiera
    independencia económica
    oportunidad de negocio
    gran oportunidad
    oportunidad única/increíble
    esta oportunidad
    conviértete en
    sin experiencia previa?
    ingresos ilimitados
    emprende conmigo/con
    kit de inicio
"""
JOB = """
    enfermer*
    sueldo*
    turno/turnos
    jornada
    convenio
    ingenier*
    conductor*
    cociner*
    conserje
    contrato
    indefinid*
    temporal
    empleo*
    vacante*
    candidat*
    seleccion
    aprendi*
    plantilla
    incorpor*
    horas extra
    titulos
    puesto/puestos
    se necesita/busca
    falta*
    formamos
    solicitud*
    preaviso
    trabajo/trabajar
    cubre/cubrir
    estamos contratando
    buscamos un/una/a/camarera/camarero/barista/personal/gente/persona/personas/programador/dependienta/cocinero/panadero/repartidor/compañero/compañera/enfermera
    se busca*
    oferta de empleo/trabajo
    ofertas de empleo/trabajo
    vacante*
    puesto de trabajo
    puesto de
    el puesto
    envía/envíe/manda/mándanos/envíanos/enviad tu/su/vuestro cv/currículum
    tu/su currículum
    currículum*
    curriculum*
    tu/su candidatura
    candidat*
    entrevista*
    jornada completa
    media jornada
    tiempo completo/parcial
    contrato indefinido
    prácticas
    becari*
    salario*
    sueldo*
    euros la hora
    incorporación inmediata
    tu/su perfil/experiencia/trayectoria
    selección de personal
    proceso de selección
    nuevo reto
    cambio profesional
    reclutador*
"""
CONTACT = """
    escríbeme
    escríbenos
    escríbame/escríbanos
    escribidnos/escribidme
    mándame un? mensaje/md/privado
    mándanos un? mensaje/md/privado
    envíame/envíanos un mensaje
    por md
    por privado
    por interno/inbox
    comenta info/yo/quiero/si/sí/aquí/abajo
    llámanos/llámame/llámenos
    contáctanos/contáctame/contacta
    contacta con nosotros
    contacte con
    más información/info en/por/al
    pide información
    pregunta sin
    responde a este
"""
SALUTATION = """
    estimado/estimada señor/señora/cliente/clienta/usuario/amigo/amiga/seguidor/vecino
    estimados señores/clientes/amigos/vecinos/usuarios/seguidores
    muy señor/señores mío/míos/nuestro/nuestros
    querido/querida cliente/clienta/amigo/amiga/seguidor/seguidora
    queridos clientes/amigos/seguidores/vecinos/todos
    a quien corresponda/pueda
    hola a? todos/todas/tod@s/amigos/amigas/chicas/chicos/gente/familia/seguidores/guapa/guapas
    hola a todos/todas
    buenas a todos
    buenos días a todos/todas
"""
LIKING = """
    gracias por seguirnos/seguirme/seguir/conectar/agregarme/aceptar/aceptarme
    gracias por tu/su/vuestro/el/los/darle/dar like/me/follow/likes/a
    gracias por darle? like
    gracias por el/tu me gusta
    bienvenido/bienvenida/bienvenidos a nuestra/mi página
    he/hemos visto que nos/me sigues
    vi/vimos que nos/te sigues/gusta
    ahora que nos/me sigues
"""
HYPE = """
    increíble*
    espectacular*
    impresionante*
    revolucionari*
    garantizad*
    milagros*
    único en
    una locura
    flipar*
    vas a flipar
    te cambiará la
    cambia tu vida
    imprescindible*
    no te lo creerás
    no te lo vas
    el secreto
    de locos
    brutal*
    inigualable*
"""
BLAME = """
    como ya te/le/os? dije/dijimos/expliqué/hemos/comenté/he
    ya te/le/os dije/dijimos
    deberías/debería/deberíais haber
    tendría/tendrías que haber
    obviamente
    es culpa tuya/suya/vuestra
    es tu/su culpa/problema
    no es nuestro problema
    lea las/bien
    lee las/bien
    cálmese
    cálmate
    por última vez
    ridícul*
    idiota*
    tonterías
    estúpid*
"""
CHEER = """
    gracias
    querid*
    abraz*
    beso/besos
    valiente
    bravo
    orgullos*
    echamos de menos
    madre
    padre
    mama
    papa
    abuel*
    bebe
    boda
    cumpleanos
    funeral
    perdida
    hospital
    amabilidad
    agradec*
    disculpa
    amig*
    deseamos
    feliz
    heroes
    jubila*
    felicidades*
    enhorabuena
    felicitaciones
    feliz cumpleaños/aniversario/navidad/año
    que te mejores
    que os mejoréis
    lo siento mucho
    lo sentimos mucho
    mi más sentido
    nuestro más sentido
    pensamos en ti/vosotros
    un abrazo
    muchas gracias por venir/tu/vuestra/su/vuestro/el/la/escribir
    gracias por venir/tu/vuestra/su/vuestro/la/escribir/compartir/las
    qué alegría/bonito/ilusión/bien/foto/partido/tarde
    orgullos* de
    mucha suerte
    mucho ánimo
    ánimo
    cómo estás/está/estáis/te/fue/va/ha
    qué tal el/la/tu/fue/te/va/estás
    me alegro/alegra mucho/por/de
    nos alegramos/alegra mucho/por/de
    espero que
    esperamos que
    nos vemos
    buen viaje
    bienvenida/bienvenido/bienvenidos de vuelta/nuevo
    saludos a
"""
ASKING = """
    vuestro primer
    vuestra primera
    quien os
    os queda
    que queriais
    de que os
    adonde
    que pelicula/palabra/libro/cancion
    si o no
    ayudadnos
    si pudierais/tuvieras
    adivin*
    votad
    y vosotros
    cual fue
    qué opináis/opinas/pensáis/piensas/preferís/prefieres/os/te/soléis
    cuál es tu/vuestro/vuestra/el/la
    cuál os/te/preferís/prefieres
    cuáles son tus/vuestros/vuestras
    quién se/ha/más/de/recuerda/conoce/estuvo
    cuéntanos/contadnos/cuéntame
    os/te leemos/leo
    dinos/decidnos/dime
    alguien más/sabe/conoce/ha/tiene
    habéis/has probado/estado/visto/leído/pensado
    cómo lo/tomáis/tomas/hacéis/haces/pasáis
    dónde soléis/tomáis/estáis/desayunáis/leéis
    votad/vota en/por
    vuestra opinión
    tu opinión
    nos gustaría saber
    dulce o
    té o
    playa o
    preferís/prefieres
    recordáis/recuerdas
    compartid vuestra/vuestras
    verdadero o
"""
USEFUL = """
    aviso
    plazo
    entrada libre
    cortad*
    ruta
    tunel
    lavar
    mezclar
    minutos
    grados
    jabon
    sal
    agua
    enjuagar
    formulario
    biblioteca
    museo*
    ayuntamiento
    ley
    norma*
    guia
    recaudad*
    solidari*
    donacion*
    compar*
    charla
    nunca
    mejor
    ayuda
    guardar
    cómo hacer/evitar/conservar/elegir/limpiar/saber/preparar/cuidar/reconocer/guardar
    consejo*
    truco*
    paso a paso
    paso uno/#
    sabías/sabíais que
    receta*
    errores
    la razón
    por eso
    la diferencia entre
    nuevo artículo
    en el blog
    guía
    regla general
    evita*
    en lugar de
    en vez de
    por qué tu/el/la/se/los/vuestro
    horario*
    abrimos
    cerramos
    cerrado por
    obras en
    según un/una
    estudio*
    para principiantes
    lista de
    te explicamos
    os explicamos
    explicamos
    conviene
    aprendimos
    hemos aprendido
"""
SERVICE = """
    paquete
    recibo*
    factura*
    repartidor
    entreg*
    cambio*
    devol*
    error*
    bloquead*
    repar*
    roto/rota/rotos
    cancel*
    anulad*
    anotad*
    contrasena*
    boton
    pantalla
    navegador
    version*
    fianza
    pago/pagos
    concepto
    adjunto
    adjunta
    almacen
    alergia*
    resuelt*
    arregl*
    confirmad*
    le apunto
    puede
    pidio
    cobr*
    instalador
    perdone
    perdon
    como pidio
    recepcion
    averia*
    tu/su/vuestro pedido/paquete/reembolso/cuenta/cita/reserva/factura/envío/solicitud/pago/caso/devolución
    tu/su/vuestra cuenta/cita/reserva/factura/solicitud/devolución/incidencia/consulta
    está en camino
    ha sido enviado/entregado/reembolsado/cancelado/confirmado/cambiada/resuelto
    número de pedido/seguimiento
    lamentamos*
    sentimos el/las/los/lo/mucho el?
    disculp*
    perdón por
    perdona por/el
    perdone por/el
    hemos revisado/comprobado/mirado/reenviado/devuelto/enviado
    he revisado/comprobado/mirado/pasado/enviado
    reembols*
    devolución
    días hábiles/laborables
    restablecer
    iniciar sesión
    reinicia*
    te/le ayuda esto
    quedamos a
    lo revisamos/miramos/consultamos
    te/le enviamos/mandamos otro/otra/uno/una
    en garantía
    técnico*
    gracias por avisar/avisarnos/tu paciencia/su/informarnos
"""
TRADE = """
    precio*
    catalogo*
    folleto*
    paquete/paquetes
    cliente/clientes/clienta/clientas
    muestra/muestras
    portafolio
    coleccion*
    venta/ventas
    vende/venden/vendo
    cupon*
    abono/abonos
    socio*
    caja/cajas
    cesta/cestas
    regalo*
    por persona/hora
    la unidad
    cada uno/una
    desde # euros
    tarifa*
    cuota*
    barat*
    calidad
    webinar*
    curso/cursos
    cata
    tienda*
    competencia
    negocio*
    oferta*
    gratis
    ahorr*
    ingresos
    gana/ganar/ganas/ganan
    pedido/pedidos
    reserva*
    merece*
    expert*
    solucion*
    servicios
    plazos
    presupuesto*
    matricula
    comercio
    prueba/probarlo
    disponible*
    aprovech*
"""
ME = (
    "yo\nme\nmi\nmis\nmío\nmía\nconmigo\nnosotros\nnosotras\nnos\nnuestro\nnuestra\nnuestros\nnuestras\nsomos"
    "\ntenemos\nofrecemos\nhacemos\nestamos\nsoy\ntengo\nestoy\nvendemos\nhemos\nqueremos"
)
YOU = (
    "tú\nte\nti\ntu\ntus\ntuyo\ncontigo\nvosotros\nvosotras\nos\nvuestro\nvuestra\nvuestros\nvuestras\nusted\nustedes"
    "\nle\nles\nsu\nsus\neres\ntienes\npuedes\nquieres\nestás\nestáis\ntenéis"
)
