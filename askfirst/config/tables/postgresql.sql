-- Migrations a6de8ba374ed430f, text de8129c8f43faac2. Written by `make tables`; do not change it by hand.

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

CREATE FUNCTION public.askfirst_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN RAISE EXCEPTION '% is append-only: add a correcting row instead', TG_TABLE_NAME; END $$;

CREATE FUNCTION public.askfirst_refuse_but_for() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN RETURN NEW; END IF;
  RAISE EXCEPTION '% is append-only: add a correcting row instead', TG_TABLE_NAME;
END $$;

CREATE FUNCTION public.askfirst_words(whole text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$ DECLARE found text[]; said text := left(whole, 20000); BEGIN IF octet_length(said) <> length(said) THEN said := normalize(regexp_replace(lower(regexp_replace(normalize(said, NFKD), '[\U00000300-\U0000036f\U00000591-\U000005bd\U00000610-\U0000061a\U00000640-\U00000640\U0000064b-\U0000065f\U00000670-\U00000670\U000006d6-\U000006ed\U000020d0-\U000020f0\U0000fe00-\U0000fe0f\U0001f3fb-\U0001f3ff]+', '', 'g') COLLATE "und-x-icu"), '[\U00000300-\U0000036f\U00000591-\U000005bd\U00000610-\U0000061a\U00000640-\U00000640\U0000064b-\U0000065f\U00000670-\U00000670\U000006d6-\U000006ed\U000020d0-\U000020f0\U0000fe00-\U0000fe0f\U0001f3fb-\U0001f3ff]+', '', 'g'), NFC); said := regexp_replace(regexp_replace(said, '[\U00000001-\U0000002f\U0000003a-\U00000040\U0000005b-\U00000060\U0000007b-\U000000a5\U000000a7-\U000000a8\U000000ab-\U000000ad\U000000af-\U000000af\U000000b1-\U000000b1\U000000b4-\U000000b4\U000000b6-\U000000b8\U000000bb-\U000000bb\U000000bf-\U000000bf\U000000d7-\U000000d7\U000000f7-\U000000f7\U000002c2-\U000002c5\U000002d2-\U000002df\U000002e5-\U000002eb\U000002ed-\U000002ed\U000002ef-\U000002ff\U00000375-\U00000375\U0000037e-\U0000037e\U00000384-\U00000385\U00000387-\U00000387\U000003f6-\U000003f6\U0000055a-\U0000055f\U00000589-\U0000058a\U0000058f-\U0000058f\U000005be-\U000005be\U000005c0-\U000005c0\U000005c3-\U000005c3\U000005c6-\U000005c6\U000005f3-\U000005f4\U00000600-\U0000060d\U0000061b-\U0000061f\U0000066a-\U0000066d\U000006d4-\U000006d4\U000006dd-\U000006dd\U00000700-\U0000070d\U0000070f-\U0000070f\U000007f7-\U000007f9\U000007fe-\U000007ff\U00000830-\U0000083e\U0000085e-\U0000085e\U00000888-\U00000888\U00000890-\U00000891\U000008e2-\U000008e2\U00000964-\U00000965\U00000970-\U00000970\U000009f2-\U000009f3\U000009fb-\U000009fb\U000009fd-\U000009fd\U00000a76-\U00000a76\U00000af0-\U00000af1\U00000bf9-\U00000bf9\U00000c77-\U00000c77\U00000c84-\U00000c84\U00000df4-\U00000df4\U00000e3f-\U00000e3f\U00000e4f-\U00000e4f\U00000e5a-\U00000e5b\U00000f04-\U00000f12\U00000f14-\U00000f14\U00000f3a-\U00000f3d\U00000f85-\U00000f85\U00000fd0-\U00000fd4\U00000fd9-\U00000fda\U0000104a-\U0000104f\U000010fb-\U000010fb\U00001360-\U00001368\U00001400-\U00001400\U0000166e-\U0000166e\U00001680-\U00001680\U0000169b-\U0000169c\U000016eb-\U000016ed\U00001735-\U00001736\U000017d4-\U000017d6\U000017d8-\U000017db\U00001800-\U0000180a\U0000180e-\U0000180e\U00001944-\U00001945\U00001a1e-\U00001a1f\U00001aa0-\U00001aa6\U00001aa8-\U00001aad\U00001b5a-\U00001b60\U00001b7d-\U00001b7e\U00001bfc-\U00001bff\U00001c3b-\U00001c3f\U00001c7e-\U00001c7f\U00001cc0-\U00001cc7\U00001cd3-\U00001cd3\U00001fbd-\U00001fbd\U00001fbf-\U00001fc1\U00001fcd-\U00001fcf\U00001fdd-\U00001fdf\U00001fed-\U00001fef\U00001ffd-\U00001ffe\U00002000-\U00002064\U00002066-\U0000206f\U0000207a-\U0000207e\U0000208a-\U0000208e\U000020a0-\U000020c0\U00002118-\U00002118\U00002140-\U00002144\U0000214b-\U0000214b\U00002190-\U00002194\U0000219a-\U0000219b\U000021a0-\U000021a0\U000021a3-\U000021a3\U000021a6-\U000021a6\U000021ae-\U000021ae\U000021ce-\U000021cf\U000021d2-\U000021d2\U000021d4-\U000021d4\U000021f4-\U000022ff\U00002308-\U0000230b\U00002320-\U00002321\U00002329-\U0000232a\U0000237c-\U0000237c\U0000239b-\U000023b3\U000023dc-\U000023e1\U000025b7-\U000025b7\U000025c1-\U000025c1\U000025f8-\U000025ff\U0000266f-\U0000266f\U00002768-\U00002775\U000027c0-\U000027ff\U00002900-\U00002aff\U00002b30-\U00002b44\U00002b47-\U00002b4c\U00002cf9-\U00002cfc\U00002cfe-\U00002cff\U00002d70-\U00002d70\U00002e00-\U00002e2e\U00002e30-\U00002e4f\U00002e52-\U00002e5d\U00003000-\U00003003\U00003008-\U00003011\U00003014-\U0000301f\U00003030-\U00003030\U0000303d-\U0000303d\U0000309b-\U0000309c\U000030a0-\U000030a0\U000030fb-\U000030fb\U0000a4fe-\U0000a4ff\U0000a60d-\U0000a60f\U0000a673-\U0000a673\U0000a67e-\U0000a67e\U0000a6f2-\U0000a6f7\U0000a700-\U0000a716\U0000a720-\U0000a721\U0000a789-\U0000a78a\U0000a838-\U0000a838\U0000a874-\U0000a877\U0000a8ce-\U0000a8cf\U0000a8f8-\U0000a8fa\U0000a8fc-\U0000a8fc\U0000a92e-\U0000a92f\U0000a95f-\U0000a95f\U0000a9c1-\U0000a9cd\U0000a9de-\U0000a9df\U0000aa5c-\U0000aa5f\U0000aade-\U0000aadf\U0000aaf0-\U0000aaf1\U0000ab5b-\U0000ab5b\U0000ab6a-\U0000ab6b\U0000abeb-\U0000abeb\U0000fb29-\U0000fb29\U0000fbb2-\U0000fbc2\U0000fd3e-\U0000fd3f\U0000fdfc-\U0000fdfc\U0000fe10-\U0000fe19\U0000fe30-\U0000fe52\U0000fe54-\U0000fe66\U0000fe68-\U0000fe6b\U0000feff-\U0000feff\U0000ff01-\U0000ff0f\U0000ff1a-\U0000ff20\U0000ff3b-\U0000ff40\U0000ff5b-\U0000ff65\U0000ffe0-\U0000ffe3\U0000ffe5-\U0000ffe6\U0000ffe9-\U0000ffec\U0000fff9-\U0000fffb\U00010100-\U00010102\U0001039f-\U0001039f\U000103d0-\U000103d0\U0001056f-\U0001056f\U00010857-\U00010857\U0001091f-\U0001091f\U0001093f-\U0001093f\U00010a50-\U00010a58\U00010a7f-\U00010a7f\U00010af0-\U00010af6\U00010b39-\U00010b3f\U00010b99-\U00010b9c\U00010ead-\U00010ead\U00010f55-\U00010f59\U00010f86-\U00010f89\U00011047-\U0001104d\U000110bb-\U000110c1\U000110cd-\U000110cd\U00011140-\U00011143\U00011174-\U00011175\U000111c5-\U000111c8\U000111cd-\U000111cd\U000111db-\U000111db\U000111dd-\U000111df\U00011238-\U0001123d\U000112a9-\U000112a9\U0001144b-\U0001144f\U0001145a-\U0001145b\U0001145d-\U0001145d\U000114c6-\U000114c6\U000115c1-\U000115d7\U00011641-\U00011643\U00011660-\U0001166c\U000116b9-\U000116b9\U0001173c-\U0001173e\U0001183b-\U0001183b\U00011944-\U00011946\U000119e2-\U000119e2\U00011a3f-\U00011a46\U00011a9a-\U00011a9c\U00011a9e-\U00011aa2\U00011c41-\U00011c45\U00011c70-\U00011c71\U00011ef7-\U00011ef8\U00011fdd-\U00011fe0\U00011fff-\U00011fff\U00012470-\U00012474\U00012ff1-\U00012ff2\U00013430-\U00013438\U00016a6e-\U00016a6f\U00016af5-\U00016af5\U00016b37-\U00016b3b\U00016b44-\U00016b44\U00016e97-\U00016e9a\U00016fe2-\U00016fe2\U0001bc9f-\U0001bca3\U0001d173-\U0001d17a\U0001d6c1-\U0001d6c1\U0001d6db-\U0001d6db\U0001d6fb-\U0001d6fb\U0001d715-\U0001d715\U0001d735-\U0001d735\U0001d74f-\U0001d74f\U0001d76f-\U0001d76f\U0001d789-\U0001d789\U0001d7a9-\U0001d7a9\U0001d7c3-\U0001d7c3\U0001da87-\U0001da8b\U0001e2ff-\U0001e2ff\U0001e95e-\U0001e95f\U0001ecb0-\U0001ecb0\U0001eef0-\U0001eef1\U0001f3fb-\U0001f3ff\U000e0001-\U000e0001\U000e0020-\U000e007f]+', ' ', 'g'), '([\U00000e00-\U00000eff\U00001000-\U0000109f\U00001780-\U000017ff\U00002190-\U00002bff\U00002e80-\U0000d7ff\U0000f900-\U0000faff\U0001f000-\U0001f3fa\U0001f400-\U0001ffff\U00020000-\U0003ffff])', ' \1 ', 'g'); ELSE said := lower(regexp_replace(said, '[^a-zA-Z0-9]+', ' ', 'g')); END IF; found := array_remove(string_to_array(said, ' '), ''); RETURN coalesce((SELECT string_agg('''' || left(part.word, 80) || ''':' || least(part.place, 16383), ' ') FROM unnest(found) WITH ORDINALITY AS part(word, place)), '')::tsvector || array_to_tsvector(ARRAY(SELECT DISTINCT '~' || left(word, 2) FROM unnest(found) AS word WHERE length(word) > 1)); END $$;

CREATE FUNCTION public.gate_creditentry_follows() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF NEW.number <> COALESCE((SELECT MAX(number) FROM gate_creditentry WHERE channel_id = NEW.channel_id), 0) + 1
     OR NEW.balance <> NEW.amount + COALESCE(
       (SELECT balance FROM gate_creditentry WHERE channel_id = NEW.channel_id AND number = NEW.number - 1), 0) THEN
    RAISE EXCEPTION 'a line of credits follows from the line before it' USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.gate_delivery_allowed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF (TG_OP = 'UPDATE' AND NEW.decision_id <> OLD.decision_id)
     OR COALESCE((SELECT verdict FROM gate_decision WHERE id = NEW.decision_id), '') <> 'allow' THEN
    RAISE EXCEPTION 'a delivery needs a decision that allows it';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION public.inbox_message_words_inbox_message() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF TG_OP = 'DELETE' THEN PERFORM inbox_message_words_keep(OLD.id); ELSE PERFORM inbox_message_words_keep(NEW.id); END IF; RETURN NULL; END $$;

CREATE FUNCTION public.inbox_message_words_inbox_message_files() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF TG_OP = 'DELETE' THEN PERFORM inbox_message_words_keep(OLD.message_id); ELSE PERFORM inbox_message_words_keep(NEW.message_id); END IF; RETURN NULL; END $$;

CREATE FUNCTION public.inbox_message_words_keep(wanted bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$ BEGIN INSERT INTO inbox_message_words (id, words) SELECT kept.id, askfirst_words(kept.text) || array_to_tsvector(array_remove(ARRAY['@b' || kept.brand_id, '@c' || kept.channel_id, '@t' || kept.thread_id, CASE WHEN kept.is_ours THEN '@ours' END, CASE WHEN NOT kept.is_ours THEN '@theirs' END, CASE WHEN EXISTS(SELECT 1 FROM inbox_message_files AS held WHERE held.message_id = kept.id) THEN '@file' END, '@m' || to_char(kept.said_at AT TIME ZONE 'UTC', 'YYYYMM'), '@w' || (kept.id >> 14)]::text[], NULL)) FROM inbox_message AS kept WHERE (kept.text <> '' OR EXISTS(SELECT 1 FROM inbox_message_files AS held WHERE held.message_id = kept.id)) AND kept.taken_back_at IS NULL AND kept.id = wanted ON CONFLICT (id) DO UPDATE SET words = excluded.words; IF NOT FOUND THEN DELETE FROM inbox_message_words WHERE id = wanted; END IF; END $$;

CREATE FUNCTION public.inbox_note_words_inbox_note() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF TG_OP = 'DELETE' THEN PERFORM inbox_note_words_keep(OLD.id); ELSE PERFORM inbox_note_words_keep(NEW.id); END IF; RETURN NULL; END $$;

CREATE FUNCTION public.inbox_note_words_keep(wanted bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$ BEGIN INSERT INTO inbox_note_words (id, words) SELECT kept.id, askfirst_words(kept.text) || array_to_tsvector(array_remove(ARRAY['@b' || kept.brand_id, '@t' || kept.thread_id, '@a' || kept.member_id, '@m' || to_char(kept.created_at AT TIME ZONE 'UTC', 'YYYYMM'), '@w' || (kept.id >> 14)]::text[], NULL)) FROM inbox_note AS kept WHERE kept.text <> '' AND kept.id = wanted ON CONFLICT (id) DO UPDATE SET words = excluded.words; IF NOT FOUND THEN DELETE FROM inbox_note_words WHERE id = wanted; END IF; END $$;

CREATE FUNCTION public.inbox_thread_words_inbox_thread() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF TG_OP = 'DELETE' THEN PERFORM inbox_thread_words_keep(OLD.id); ELSE PERFORM inbox_thread_words_keep(NEW.id); END IF; RETURN NULL; END $$;

CREATE FUNCTION public.inbox_thread_words_keep(wanted bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$ BEGIN INSERT INTO inbox_thread_words (id, words) SELECT kept.id, askfirst_words(kept.subject) || array_to_tsvector(array_remove(ARRAY['@b' || kept.brand_id, '@c' || kept.channel_id, '@w' || (kept.id >> 14)]::text[], NULL)) FROM inbox_thread AS kept WHERE kept.subject <> '' AND kept.id = wanted ON CONFLICT (id) DO UPDATE SET words = excluded.words; IF NOT FOUND THEN DELETE FROM inbox_thread_words WHERE id = wanted; END IF; END $$;

CREATE FUNCTION public.people_contact_words_keep(wanted bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$ BEGIN INSERT INTO people_contact_words (id, words) SELECT kept.id, askfirst_words(kept.name) || array_to_tsvector(array_remove(ARRAY['@b' || kept.brand_id, '@w' || (kept.id >> 14)]::text[], NULL)) FROM people_contact AS kept WHERE kept.name <> '' AND kept.id = wanted ON CONFLICT (id) DO UPDATE SET words = excluded.words; IF NOT FOUND THEN DELETE FROM people_contact_words WHERE id = wanted; END IF; END $$;

CREATE FUNCTION public.people_contact_words_people_contact() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF TG_OP = 'DELETE' THEN PERFORM people_contact_words_keep(OLD.id); ELSE PERFORM people_contact_words_keep(NEW.id); END IF; RETURN NULL; END $$;

CREATE FUNCTION public.people_handle_words_keep(wanted bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$ BEGIN INSERT INTO people_handle_words (id, words) SELECT kept.id, askfirst_words(kept.address) || array_to_tsvector(array_remove(ARRAY['@b' || kept.brand_id, '@w' || (kept.id >> 14)]::text[], NULL)) FROM people_handle AS kept WHERE kept.address <> '' AND kept.id = wanted ON CONFLICT (id) DO UPDATE SET words = excluded.words; IF NOT FOUND THEN DELETE FROM people_handle_words WHERE id = wanted; END IF; END $$;

CREATE FUNCTION public.people_handle_words_people_handle() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF TG_OP = 'DELETE' THEN PERFORM people_handle_words_keep(OLD.id); ELSE PERFORM people_handle_words_keep(NEW.id); END IF; RETURN NULL; END $$;

CREATE FUNCTION public.wall_comment_words_keep(wanted bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$ BEGIN INSERT INTO wall_comment_words (id, words) SELECT kept.id, askfirst_words(kept.text) || array_to_tsvector(array_remove(ARRAY['@b' || kept.brand_id, '@c' || kept.channel_id, '@p' || kept.post_id, '@u' || coalesce(kept.contact_id, 0), CASE WHEN kept.contact_id IS NULL AND NOT kept.is_anonymous THEN '@ours' END, CASE WHEN NOT (kept.contact_id IS NULL AND NOT kept.is_anonymous) THEN '@theirs' END, CASE WHEN EXISTS(SELECT 1 FROM wall_comment_files AS held WHERE held.comment_id = kept.id) THEN '@file' END, '@m' || to_char(kept.said_at AT TIME ZONE 'UTC', 'YYYYMM'), '@w' || (kept.id >> 14)]::text[], NULL)) FROM wall_comment AS kept WHERE (kept.text <> '' OR EXISTS(SELECT 1 FROM wall_comment_files AS held WHERE held.comment_id = kept.id)) AND kept.taken_back_at IS NULL AND kept.id = wanted ON CONFLICT (id) DO UPDATE SET words = excluded.words; IF NOT FOUND THEN DELETE FROM wall_comment_words WHERE id = wanted; END IF; END $$;

CREATE FUNCTION public.wall_comment_words_wall_comment() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF TG_OP = 'DELETE' THEN PERFORM wall_comment_words_keep(OLD.id); ELSE PERFORM wall_comment_words_keep(NEW.id); END IF; RETURN NULL; END $$;

CREATE FUNCTION public.wall_comment_words_wall_comment_files() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF TG_OP = 'DELETE' THEN PERFORM wall_comment_words_keep(OLD.comment_id); ELSE PERFORM wall_comment_words_keep(NEW.comment_id); END IF; RETURN NULL; END $$;

CREATE FUNCTION public.wall_post_words_keep(wanted bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$ BEGIN INSERT INTO wall_post_words (id, words) SELECT kept.id, askfirst_words(kept.text) || array_to_tsvector(array_remove(ARRAY['@b' || kept.brand_id, '@c' || kept.channel_id, '@p' || kept.id, '@u' || coalesce(kept.contact_id, 0), CASE WHEN kept.contact_id IS NULL AND NOT kept.is_anonymous THEN '@ours' END, CASE WHEN NOT (kept.contact_id IS NULL AND NOT kept.is_anonymous) THEN '@theirs' END, CASE WHEN EXISTS(SELECT 1 FROM wall_post_files AS held WHERE held.post_id = kept.id) THEN '@file' END, '@m' || to_char(kept.said_at AT TIME ZONE 'UTC', 'YYYYMM'), '@w' || (kept.id >> 14)]::text[], NULL)) FROM wall_post AS kept WHERE (kept.text <> '' OR EXISTS(SELECT 1 FROM wall_post_files AS held WHERE held.post_id = kept.id)) AND kept.taken_back_at IS NULL AND kept.id = wanted ON CONFLICT (id) DO UPDATE SET words = excluded.words; IF NOT FOUND THEN DELETE FROM wall_post_words WHERE id = wanted; END IF; END $$;

CREATE FUNCTION public.wall_post_words_wall_post() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF TG_OP = 'DELETE' THEN PERFORM wall_post_words_keep(OLD.id); ELSE PERFORM wall_post_words_keep(NEW.id); END IF; RETURN NULL; END $$;

CREATE FUNCTION public.wall_post_words_wall_post_files() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF TG_OP = 'DELETE' THEN PERFORM wall_post_words_keep(OLD.post_id); ELSE PERFORM wall_post_words_keep(NEW.post_id); END IF; RETURN NULL; END $$;

CREATE FUNCTION public.work_recount_inbox_act() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO work_recount (brand_id, thread_id, number) VALUES (OLD.brand_id, OLD.thread_id, NULL); END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO work_recount (brand_id, thread_id, number) VALUES (NEW.brand_id, NEW.thread_id, NULL); END IF; RETURN NULL; END $$;

CREATE FUNCTION public.work_recount_inbox_message() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN IF TG_OP <> 'INSERT' THEN INSERT INTO work_recount (brand_id, thread_id, number) VALUES (OLD.brand_id, OLD.thread_id, floor(extract(epoch FROM OLD.said_at) / 900)::bigint); END IF; IF TG_OP <> 'DELETE' THEN INSERT INTO work_recount (brand_id, thread_id, number) VALUES (NEW.brand_id, NEW.thread_id, floor(extract(epoch FROM NEW.said_at) / 900)::bigint); END IF; RETURN NULL; END $$;

CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);

ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);

ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.brand_brand (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    slug character varying(60) NOT NULL,
    accent character varying(7) NOT NULL,
    country character varying(2) NOT NULL,
    time_zone character varying(60) NOT NULL,
    help_email character varying(254) NOT NULL,
    help_phone character varying(40) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    is_rolling_out boolean NOT NULL,
    undo_seconds smallint,
    postal_address character varying(300) NOT NULL,
    devoted_from smallint NOT NULL,
    engaged_from smallint NOT NULL,
    regular_from smallint NOT NULL,
    CONSTRAINT brand_brand_devoted_from_check CHECK ((devoted_from >= 0)),
    CONSTRAINT brand_brand_engaged_from_check CHECK ((engaged_from >= 0)),
    CONSTRAINT brand_brand_regular_from_check CHECK ((regular_from >= 0)),
    CONSTRAINT brand_brand_undo_seconds_check CHECK ((undo_seconds >= 0))
);

ALTER TABLE public.brand_brand ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brand_brand_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.brand_change (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    contact bigint NOT NULL,
    is_for_members boolean NOT NULL,
    is_public boolean NOT NULL,
    member bigint NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    CONSTRAINT brand_change_contact_check CHECK ((contact >= 0)),
    CONSTRAINT brand_change_member_check CHECK ((member >= 0))
);

ALTER TABLE public.brand_change ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brand_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.brand_channel (
    id bigint NOT NULL,
    network character varying(20) NOT NULL,
    address character varying(254) NOT NULL,
    name character varying(120) NOT NULL,
    settings jsonb NOT NULL,
    sealed_credentials text NOT NULL,
    state character varying(10) NOT NULL,
    state_reason text NOT NULL,
    takes_messages boolean NOT NULL,
    connected_at timestamp with time zone NOT NULL,
    last_event_at timestamp with time zone,
    sends_per_minute integer NOT NULL,
    rate_clock timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    troubles jsonb NOT NULL,
    credentials_until timestamp with time zone,
    hook_key character varying(43),
    last_push_at timestamp with time zone,
    silence_told_at timestamp with time zone,
    checked jsonb NOT NULL,
    forged_at timestamp with time zone,
    handshake_at timestamp with time zone,
    pauses jsonb NOT NULL,
    renewing_until timestamp with time zone,
    CONSTRAINT brand_channel_sends_per_minute_check CHECK ((sends_per_minute >= 0))
);

ALTER TABLE public.brand_channel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brand_channel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.brand_device (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    endpoint character varying(600) NOT NULL,
    key character varying(100) NOT NULL,
    secret character varying(40) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    reached_at timestamp with time zone,
    member_id bigint NOT NULL
);

ALTER TABLE public.brand_device ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brand_device_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.brand_earlier (
    id bigint NOT NULL,
    external_id character varying(200) NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    channel_id bigint NOT NULL
);

ALTER TABLE public.brand_earlier ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brand_earlier_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.brand_member (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    email character varying(254) NOT NULL,
    name character varying(120) NOT NULL,
    role character varying(12) NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    undo_seconds smallint,
    keys jsonb NOT NULL,
    attention jsonb NOT NULL,
    time_zone character varying(60) NOT NULL,
    language character varying(12) NOT NULL,
    CONSTRAINT brand_member_undo_seconds_check CHECK ((undo_seconds >= 0))
);

ALTER TABLE public.brand_member ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brand_member_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.brand_notification (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    title text NOT NULL,
    excerpt text NOT NULL,
    link character varying(200) NOT NULL,
    subject character varying(80) NOT NULL,
    count integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone,
    brand_id bigint NOT NULL,
    member_id bigint NOT NULL,
    is_in_bell boolean NOT NULL,
    is_urgent boolean NOT NULL,
    mail_due_at timestamp with time zone,
    matter character varying(12) NOT NULL,
    push_due_at timestamp with time zone,
    CONSTRAINT brand_notification_count_check CHECK ((count >= 0))
);

ALTER TABLE public.brand_notification ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brand_notification_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.brand_push (
    id bigint NOT NULL,
    due_at timestamp with time zone NOT NULL,
    tries smallint NOT NULL,
    device_id bigint NOT NULL,
    note_id bigint NOT NULL,
    CONSTRAINT brand_push_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.brand_push ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brand_push_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.brand_rollout (
    id bigint NOT NULL,
    feature character varying(24) NOT NULL,
    share smallint NOT NULL,
    countries jsonb NOT NULL,
    contacts jsonb NOT NULL,
    members jsonb NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    changed_by_id bigint NOT NULL,
    CONSTRAINT brand_rollout_share_check CHECK ((share >= 0))
);

ALTER TABLE public.brand_rollout ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brand_rollout_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.brand_storedfile (
    id bigint NOT NULL,
    token character varying(43) NOT NULL,
    name character varying(200) NOT NULL,
    content_type character varying(100) NOT NULL,
    size bigint NOT NULL,
    file character varying(100) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    CONSTRAINT brand_storedfile_size_check CHECK ((size >= 0))
);

ALTER TABLE public.brand_storedfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brand_storedfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.brand_team (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    brand_id bigint NOT NULL
);

ALTER TABLE public.brand_team ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brand_team_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.brand_team_members (
    id bigint NOT NULL,
    team_id bigint NOT NULL,
    member_id bigint NOT NULL
);

ALTER TABLE public.brand_team_members ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.brand_team_members_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.campaigns_campaign (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    state character varying(9) NOT NULL,
    capped character varying(6) NOT NULL,
    defer_days smallint NOT NULL,
    scheduled_at timestamp with time zone,
    is_local boolean NOT NULL,
    approved_version integer,
    gathered_upto bigint NOT NULL,
    gathered_at timestamp with time zone,
    why text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    began_at timestamp with time zone,
    ended_at timestamp with time zone,
    author_id bigint NOT NULL,
    brand_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    on_id bigint NOT NULL,
    stopped_by_id bigint,
    CONSTRAINT campaigns_campaign_approved_version_check CHECK ((approved_version >= 0)),
    CONSTRAINT campaigns_campaign_defer_days_check CHECK ((defer_days >= 0)),
    CONSTRAINT campaigns_campaign_gathered_upto_check CHECK ((gathered_upto >= 0))
);

ALTER TABLE public.campaigns_campaign ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.campaigns_campaign_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.campaigns_click (
    id bigint NOT NULL,
    address character varying(2000) NOT NULL,
    is_human boolean,
    why character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL,
    delivery_id bigint NOT NULL
);

ALTER TABLE public.campaigns_click ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.campaigns_click_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.campaigns_mailed (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    test_id bigint NOT NULL
);

ALTER TABLE public.campaigns_mailed ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.campaigns_mailed_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.campaigns_recipient (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    reason character varying(80) NOT NULL,
    campaign_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    decision_id bigint,
    delivery_id bigint,
    handle_id bigint NOT NULL
);

ALTER TABLE public.campaigns_recipient ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.campaigns_recipient_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.campaigns_review (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    text text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    campaign_id bigint NOT NULL,
    member_id bigint NOT NULL,
    version_id bigint NOT NULL
);

ALTER TABLE public.campaigns_review ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.campaigns_review_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.campaigns_test (
    id bigint NOT NULL,
    "to" character varying(254) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    campaign_id bigint NOT NULL,
    member_id bigint NOT NULL,
    version_id bigint NOT NULL
);

ALTER TABLE public.campaigns_test ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.campaigns_test_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.campaigns_version (
    id bigint NOT NULL,
    number integer NOT NULL,
    subject character varying(400) NOT NULL,
    preview character varying(200) NOT NULL,
    text text NOT NULL,
    audience jsonb NOT NULL,
    note character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    author_id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    CONSTRAINT campaigns_version_number_check CHECK ((number >= 0))
);

ALTER TABLE public.campaigns_version ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.campaigns_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.consent_chainhead (
    brand_id bigint NOT NULL,
    number bigint NOT NULL,
    seal character varying(64) NOT NULL,
    CONSTRAINT consent_chainhead_number_check CHECK ((number >= 0))
);

CREATE TABLE public.consent_entry (
    id bigint NOT NULL,
    act character varying(10) NOT NULL,
    purpose character varying(20) NOT NULL,
    network character varying(20) NOT NULL,
    actor character varying(10) NOT NULL,
    evidence text NOT NULL,
    expires_at timestamp with time zone,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    member_id bigint,
    before character varying(64) NOT NULL,
    endpoint character varying(64) NOT NULL,
    evidence_digest character varying(64) NOT NULL,
    exchange uuid,
    mechanism character varying(12) NOT NULL,
    number bigint NOT NULL,
    place character varying(200) NOT NULL,
    scope character varying(200) NOT NULL,
    seal character varying(64) NOT NULL,
    list_id bigint,
    notice_id bigint,
    CONSTRAINT consent_entry_number_check CHECK ((number >= 0))
);

ALTER TABLE public.consent_entry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.consent_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.consent_import (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    sha256 character varying(64) NOT NULL,
    exchange uuid NOT NULL,
    sheets jsonb NOT NULL,
    fields jsonb NOT NULL,
    how character varying(200) NOT NULL,
    words text NOT NULL,
    "order" character varying(3) NOT NULL,
    is_only_list boolean NOT NULL,
    shared_because character varying(200) NOT NULL,
    state character varying(8) NOT NULL,
    turn smallint NOT NULL,
    at_line bigint NOT NULL,
    read bigint NOT NULL,
    total bigint NOT NULL,
    undone_upto bigint NOT NULL,
    tried jsonb NOT NULL,
    found jsonb NOT NULL,
    undone jsonb NOT NULL,
    problem text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    began_at timestamp with time zone,
    ended_at timestamp with time zone,
    undone_at timestamp with time zone,
    brand_id bigint NOT NULL,
    file_id bigint,
    list_id bigint NOT NULL,
    member_id bigint,
    CONSTRAINT consent_import_at_line_check CHECK ((at_line >= 0)),
    CONSTRAINT consent_import_read_check CHECK ((read >= 0)),
    CONSTRAINT consent_import_total_check CHECK ((total >= 0)),
    CONSTRAINT consent_import_turn_check CHECK ((turn >= 0)),
    CONSTRAINT consent_import_undone_upto_check CHECK ((undone_upto >= 0))
);

ALTER TABLE public.consent_import ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.consent_import_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.consent_importline (
    id bigint NOT NULL,
    is_try boolean NOT NULL,
    file smallint NOT NULL,
    number bigint NOT NULL,
    key bigint,
    outcome character varying(8) NOT NULL,
    reason character varying(16) NOT NULL,
    of_id bigint NOT NULL,
    CONSTRAINT consent_importline_file_check CHECK ((file >= 0)),
    CONSTRAINT consent_importline_number_check CHECK ((number >= 0))
);

ALTER TABLE public.consent_importline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.consent_importline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.consent_joinkey (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    start character varying(12) NOT NULL,
    digest character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    brand_id bigint NOT NULL,
    created_by_id bigint NOT NULL,
    list_id bigint NOT NULL
);

ALTER TABLE public.consent_joinkey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.consent_joinkey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.consent_lifting (
    id bigint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    answer character varying(3) NOT NULL,
    answered_at timestamp with time zone,
    remark text NOT NULL,
    answered_by_id bigint,
    asked_by_id bigint NOT NULL,
    brand_id bigint NOT NULL,
    contact_id bigint,
    suppression_id bigint NOT NULL
);

ALTER TABLE public.consent_lifting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.consent_lifting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.consent_list (
    id bigint NOT NULL,
    slug character varying(60) NOT NULL,
    name character varying(120) NOT NULL,
    about text NOT NULL,
    purpose character varying(20) NOT NULL,
    most smallint NOT NULL,
    days smallint NOT NULL,
    networks jsonb NOT NULL,
    keyword character varying(40) NOT NULL,
    months smallint,
    is_internal boolean NOT NULL,
    is_open boolean NOT NULL,
    single_because character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    brand_id bigint NOT NULL,
    created_by_id bigint,
    counts_links boolean NOT NULL,
    CONSTRAINT consent_list_days_check CHECK ((days >= 0)),
    CONSTRAINT consent_list_months_check CHECK ((months >= 0)),
    CONSTRAINT consent_list_most_check CHECK ((most >= 0))
);

ALTER TABLE public.consent_list ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.consent_list_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.consent_membership (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    basis character varying(20) NOT NULL,
    given_at timestamp with time zone,
    expires_at timestamp with time zone,
    objected_at timestamp with time zone,
    brand_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    list_id bigint NOT NULL
);

ALTER TABLE public.consent_membership ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.consent_membership_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.consent_notice (
    id bigint NOT NULL,
    version integer NOT NULL,
    language character varying(12) NOT NULL,
    text text NOT NULL,
    sha256 character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    author_id bigint,
    list_id bigint NOT NULL,
    CONSTRAINT consent_notice_version_check CHECK ((version >= 0))
);

ALTER TABLE public.consent_notice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.consent_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.consent_preference (
    id bigint NOT NULL,
    networks jsonb NOT NULL,
    most smallint,
    days smallint NOT NULL,
    quiet_from smallint,
    quiet_until smallint,
    paused_until timestamp with time zone,
    changed_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    list_id bigint,
    CONSTRAINT consent_preference_days_check CHECK ((days >= 0)),
    CONSTRAINT consent_preference_most_check CHECK ((most >= 0)),
    CONSTRAINT consent_preference_quiet_from_check CHECK ((quiet_from >= 0)),
    CONSTRAINT consent_preference_quiet_until_check CHECK ((quiet_until >= 0))
);

ALTER TABLE public.consent_preference ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.consent_preference_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.consent_request (
    id bigint NOT NULL,
    network character varying(20) NOT NULL,
    address character varying(254) NOT NULL,
    endpoint character varying(64) NOT NULL,
    person_key character varying(64) NOT NULL,
    name character varying(120) NOT NULL,
    language character varying(12) NOT NULL,
    exchange uuid NOT NULL,
    mechanism character varying(12) NOT NULL,
    place character varying(200) NOT NULL,
    token character varying(64) NOT NULL,
    code character varying(64) NOT NULL,
    tries smallint NOT NULL,
    origin character varying(45) NOT NULL,
    agent character varying(200) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    mailed_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    lapsed_at timestamp with time zone,
    brand_id bigint NOT NULL,
    contact_id bigint,
    mail_after timestamp with time zone NOT NULL,
    answered character varying(500) NOT NULL,
    CONSTRAINT consent_request_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.consent_request ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.consent_request_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.consent_request_notices (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    notice_id bigint NOT NULL
);

ALTER TABLE public.consent_request_notices ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.consent_request_notices_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.consent_shown (
    id bigint NOT NULL,
    exchange uuid NOT NULL,
    endpoint character varying(64) NOT NULL,
    place character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    notice_id bigint NOT NULL
);

ALTER TABLE public.consent_shown ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.consent_shown_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.consent_suppression (
    id bigint NOT NULL,
    network character varying(20) NOT NULL,
    digest character varying(64) NOT NULL,
    reason character varying(10) NOT NULL,
    evidence text NOT NULL,
    since timestamp with time zone NOT NULL,
    lifted_at timestamp with time zone,
    brand_id bigint NOT NULL,
    member_id bigint,
    until timestamp with time zone,
    list_id bigint,
    person_key character varying(64) NOT NULL,
    exchange uuid
);

ALTER TABLE public.consent_suppression ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.consent_suppression_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);

CREATE TABLE public.drafts_approval (
    id bigint NOT NULL,
    is_yes boolean NOT NULL,
    comment text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    member_id bigint NOT NULL,
    draft_id bigint NOT NULL
);

ALTER TABLE public.drafts_approval ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.drafts_approval_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.drafts_composition (
    id bigint NOT NULL,
    text text NOT NULL,
    purpose character varying(20) NOT NULL,
    parts jsonb NOT NULL,
    key character varying(64) NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    let_out_at timestamp with time zone,
    put_away_at timestamp with time zone,
    brand_id bigint NOT NULL,
    member_id bigint,
    item_id bigint,
    CONSTRAINT drafts_composition_version_check CHECK ((version >= 0))
);

ALTER TABLE public.drafts_composition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.drafts_composition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.drafts_draft (
    id bigint NOT NULL,
    form character varying(15) NOT NULL,
    purpose character varying(20) NOT NULL,
    about character varying(200) NOT NULL,
    subject character varying(400) NOT NULL,
    text text NOT NULL,
    in_reply_to character varying(200) NOT NULL,
    "references" jsonb NOT NULL,
    state character varying(10) NOT NULL,
    key character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    author_id bigint NOT NULL,
    brand_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    contact_id bigint,
    decision_id bigint,
    delivery_id bigint,
    authored_by character varying(15) NOT NULL,
    scheduled_at timestamp with time zone,
    audience character varying(12) NOT NULL,
    composition_id bigint,
    asks_id bigint
);

CREATE TABLE public.drafts_draft_files (
    id bigint NOT NULL,
    draft_id bigint NOT NULL,
    storedfile_id bigint NOT NULL
);

ALTER TABLE public.drafts_draft_files ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.drafts_draft_files_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.drafts_draft ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.drafts_draft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.drafts_feed (
    id bigint NOT NULL,
    typed character varying(1000) NOT NULL,
    address character varying(1000) NOT NULL,
    others jsonb NOT NULL,
    title character varying(300) NOT NULL,
    site character varying(1000) NOT NULL,
    state character varying(8) NOT NULL,
    etag character varying(500) NOT NULL,
    modified character varying(100) NOT NULL,
    digest character varying(64) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone,
    pause_seconds integer NOT NULL,
    failures smallint NOT NULL,
    trouble text NOT NULL,
    asked_at timestamp with time zone,
    brought_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    member_id bigint NOT NULL,
    CONSTRAINT drafts_feed_failures_check CHECK ((failures >= 0)),
    CONSTRAINT drafts_feed_pause_seconds_check CHECK ((pause_seconds >= 0))
);

ALTER TABLE public.drafts_feed ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.drafts_feed_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.drafts_feeditem (
    id bigint NOT NULL,
    key character varying(40) NOT NULL,
    digest character varying(40) NOT NULL,
    title character varying(300) NOT NULL,
    text text NOT NULL,
    link character varying(1000) NOT NULL,
    published_at timestamp with time zone,
    is_earlier boolean NOT NULL,
    found_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone,
    brand_id bigint NOT NULL,
    feed_id bigint NOT NULL
);

ALTER TABLE public.drafts_feeditem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.drafts_feeditem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.drafts_noteremark (
    id bigint NOT NULL,
    kind character varying(7) NOT NULL,
    says text NOT NULL,
    version integer NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    member_id bigint NOT NULL,
    note_id bigint NOT NULL,
    CONSTRAINT drafts_noteremark_version_check CHECK ((version >= 0))
);

ALTER TABLE public.drafts_noteremark ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.drafts_noteremark_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.drafts_personalnote (
    id bigint NOT NULL,
    purpose character varying(20) NOT NULL,
    is_offer boolean NOT NULL,
    subject character varying(400) NOT NULL,
    text text NOT NULL,
    version integer NOT NULL,
    state character varying(8) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    begun_by_id bigint NOT NULL,
    brand_id bigint NOT NULL,
    channel_id bigint,
    contact_id bigint NOT NULL,
    draft_id bigint,
    writer_id bigint NOT NULL,
    CONSTRAINT drafts_personalnote_version_check CHECK ((version >= 0))
);

ALTER TABLE public.drafts_personalnote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.drafts_personalnote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.friends_exhibit (
    id bigint NOT NULL,
    external_id character varying(200) NOT NULL,
    kind character varying(5) NOT NULL,
    text text NOT NULL,
    url character varying(500) NOT NULL,
    pictures integer NOT NULL,
    said_at timestamp with time zone,
    audience character varying(8) NOT NULL,
    heard_from character varying(120) NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    marks jsonb NOT NULL,
    weight smallint NOT NULL,
    kept_at timestamp with time zone,
    take_down_at timestamp with time zone,
    take_down_after timestamp with time zone NOT NULL,
    taken_down_at timestamp with time zone,
    trouble text NOT NULL,
    brand_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    kept_by_id bigint,
    take_down_by_id bigint,
    CONSTRAINT friends_exhibit_pictures_check CHECK ((pictures >= 0)),
    CONSTRAINT friends_exhibit_weight_check CHECK ((weight >= 0))
);

ALTER TABLE public.friends_exhibit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.friends_exhibit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.friends_invitation (
    id bigint NOT NULL,
    network character varying(20) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    connected_at timestamp with time zone,
    dropped_at timestamp with time zone,
    brand_id bigint NOT NULL,
    dropped_by_id bigint,
    request_id bigint NOT NULL
);

ALTER TABLE public.friends_invitation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.friends_invitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.friends_policyline (
    id bigint NOT NULL,
    network character varying(20) NOT NULL,
    relation character varying(10) NOT NULL,
    act character varying(6) NOT NULL,
    elsewhere character varying(20) NOT NULL,
    words jsonb NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    changed_by_id bigint NOT NULL
);

ALTER TABLE public.friends_policyline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.friends_policyline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.friends_reading (
    id bigint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    try_after timestamp with time zone NOT NULL,
    count integer NOT NULL,
    trouble text NOT NULL,
    channel_id bigint NOT NULL,
    CONSTRAINT friends_reading_count_check CHECK ((count >= 0))
);

ALTER TABLE public.friends_reading ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.friends_reading_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.friends_request (
    id bigint NOT NULL,
    source character varying(8) NOT NULL,
    note text NOT NULL,
    came_at timestamp with time zone,
    heard_at timestamp with time zone NOT NULL,
    seen jsonb NOT NULL,
    portrait bytea NOT NULL,
    picture_mark character varying(16) NOT NULL,
    picture_trouble text NOT NULL,
    looked_at timestamp with time zone,
    look_after timestamp with time zone NOT NULL,
    look_trouble text NOT NULL,
    points jsonb NOT NULL,
    tests jsonb NOT NULL,
    suggestion character varying(8) NOT NULL,
    judged_at timestamp with time zone,
    state character varying(9) NOT NULL,
    decided_at timestamp with time zone,
    is_by_program boolean NOT NULL,
    settled_at timestamp with time zone,
    settle_after timestamp with time zone NOT NULL,
    trouble text NOT NULL,
    brand_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    decided_by_id bigint,
    draft_id bigint,
    handle_id bigint NOT NULL
);

ALTER TABLE public.friends_request ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.friends_request_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gate_attempt (
    id bigint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    delivery_id bigint NOT NULL
);

ALTER TABLE public.gate_attempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gate_attempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gate_counter (
    id bigint NOT NULL,
    owner character varying(300) NOT NULL,
    "limit" character varying(60) NOT NULL,
    reserved integer NOT NULL,
    slices jsonb NOT NULL,
    peak bigint NOT NULL,
    CONSTRAINT gate_counter_peak_check CHECK ((peak >= 0)),
    CONSTRAINT gate_counter_reserved_check CHECK ((reserved >= 0))
);

ALTER TABLE public.gate_counter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gate_counter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gate_creditentry (
    id bigint NOT NULL,
    number integer NOT NULL,
    kind character varying(10) NOT NULL,
    amount integer NOT NULL,
    balance integer NOT NULL,
    note character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    channel_id bigint NOT NULL,
    delivery_id bigint,
    member_id bigint,
    CONSTRAINT credit_never_overdrawn CHECK ((balance >= 0)),
    CONSTRAINT gate_creditentry_number_check CHECK ((number >= 0))
);

ALTER TABLE public.gate_creditentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gate_creditentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gate_decision (
    id bigint NOT NULL,
    stage character varying(8) NOT NULL,
    verdict character varying(5) NOT NULL,
    facts jsonb NOT NULL,
    layers jsonb NOT NULL,
    reasons jsonb NOT NULL,
    policy_version character varying(80) NOT NULL,
    valid_until timestamp with time zone,
    decided_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    contact_id bigint,
    member_id bigint
);

ALTER TABLE public.gate_decision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gate_decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gate_delivery (
    id bigint NOT NULL,
    form character varying(15) NOT NULL,
    purpose character varying(20) NOT NULL,
    "to" character varying(254) NOT NULL,
    about character varying(200) NOT NULL,
    subject character varying(400) NOT NULL,
    text text NOT NULL,
    text_digest character varying(64) NOT NULL,
    in_reply_to character varying(200) NOT NULL,
    "references" jsonb NOT NULL,
    key character varying(64) NOT NULL,
    state character varying(10) NOT NULL,
    state_reason text NOT NULL,
    external_id character varying(200) NOT NULL,
    attempts smallint NOT NULL,
    not_before timestamp with time zone NOT NULL,
    not_after timestamp with time zone,
    lease_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    recorded_at timestamp with time zone,
    brand_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    contact_id bigint,
    decision_id bigint NOT NULL,
    stopped_by_id bigint,
    on_id bigint,
    preview character varying(200) NOT NULL,
    audience character varying(12) NOT NULL,
    CONSTRAINT gate_delivery_attempts_check CHECK ((attempts >= 0))
);

CREATE TABLE public.gate_delivery_files (
    id bigint NOT NULL,
    delivery_id bigint NOT NULL,
    storedfile_id bigint NOT NULL
);

ALTER TABLE public.gate_delivery_files ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gate_delivery_files_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.gate_delivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gate_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gate_health (
    channel_id bigint NOT NULL,
    state character varying(7) NOT NULL,
    why text NOT NULL,
    since timestamp with time zone NOT NULL,
    counted_from timestamp with time zone,
    slow_until timestamp with time zone,
    complaints_high_at timestamp with time zone,
    domain jsonb NOT NULL,
    domain_at timestamp with time zone
);

CREATE TABLE public.gate_houseversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    note character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    author_id bigint NOT NULL,
    brand_id bigint NOT NULL,
    pack_id character varying(64) NOT NULL,
    CONSTRAINT gate_houseversion_number_check CHECK ((number >= 0))
);

ALTER TABLE public.gate_houseversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gate_houseversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gate_invitation (
    id bigint NOT NULL,
    title character varying(200) NOT NULL,
    delivery_id bigint NOT NULL,
    on_id bigint NOT NULL
);

ALTER TABLE public.gate_invitation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gate_invitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gate_packtext (
    digest character varying(64) NOT NULL,
    text text NOT NULL
);

CREATE TABLE public.gate_policyversion (
    version character varying(80) NOT NULL,
    hash character varying(64) NOT NULL,
    packs jsonb NOT NULL,
    first_used_at timestamp with time zone NOT NULL
);

CREATE TABLE public.gate_receipt (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    detail text NOT NULL,
    at timestamp with time zone NOT NULL,
    delivery_id bigint NOT NULL
);

ALTER TABLE public.gate_receipt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gate_receipt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gate_refusal (
    id bigint NOT NULL,
    meaning character varying(13) NOT NULL,
    at timestamp with time zone NOT NULL,
    until timestamp with time zone,
    lifted_at timestamp with time zone,
    channel_id bigint NOT NULL,
    contact_id bigint,
    receipt_id bigint NOT NULL
);

ALTER TABLE public.gate_refusal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gate_refusal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gate_score (
    id bigint NOT NULL,
    network character varying(20) NOT NULL,
    digest character varying(64) NOT NULL,
    halves smallint NOT NULL,
    last_at timestamp with time zone NOT NULL,
    probe_at timestamp with time zone,
    probed_at timestamp with time zone,
    brand_id bigint NOT NULL,
    last_id bigint NOT NULL,
    CONSTRAINT gate_score_halves_check CHECK ((halves >= 0))
);

ALTER TABLE public.gate_score ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gate_score_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gate_signal (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    is_of_list boolean NOT NULL,
    key character varying(200) NOT NULL,
    detail character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    channel_id bigint NOT NULL,
    delivery_id bigint
);

ALTER TABLE public.gate_signal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gate_signal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gate_slot (
    id bigint NOT NULL,
    state character varying(9) NOT NULL,
    at timestamp with time zone NOT NULL,
    contact_id bigint,
    counter_id bigint NOT NULL,
    delivery_id bigint NOT NULL
);

ALTER TABLE public.gate_slot ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gate_slot_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gate_ticket (
    id bigint NOT NULL,
    topic character varying(200) NOT NULL,
    title character varying(200) NOT NULL,
    frequency character varying(10) NOT NULL,
    sealed text NOT NULL,
    digest character varying(64) NOT NULL,
    given_at timestamp with time zone,
    expires_at timestamp with time zone,
    stopped_at timestamp with time zone,
    resumed_at timestamp with time zone,
    channel_id bigint NOT NULL,
    handle_id bigint NOT NULL,
    on_id bigint
);

ALTER TABLE public.gate_ticket ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gate_ticket_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gate_ticketuse (
    id bigint NOT NULL,
    state character varying(9) NOT NULL,
    at timestamp with time zone NOT NULL,
    delivery_id bigint NOT NULL,
    ticket_id bigint NOT NULL
);

ALTER TABLE public.gate_ticketuse ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gate_ticketuse_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.gate_turn (
    id bigint NOT NULL,
    state character varying(7) NOT NULL,
    why text NOT NULL,
    at timestamp with time zone NOT NULL,
    channel_id bigint NOT NULL,
    member_id bigint
);

ALTER TABLE public.gate_turn ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.gate_turn_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.inbox_act (
    id bigint NOT NULL,
    by character varying(120) NOT NULL,
    kind character varying(10) NOT NULL,
    before character varying(120) NOT NULL,
    after character varying(120) NOT NULL,
    at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    member_id bigint,
    thread_id bigint NOT NULL,
    until timestamp with time zone
);

ALTER TABLE public.inbox_act ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inbox_act_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.inbox_label (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    colour character varying(6) NOT NULL,
    brand_id bigint NOT NULL
);

ALTER TABLE public.inbox_label ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inbox_label_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.inbox_mention (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    member_id bigint NOT NULL,
    note_id bigint NOT NULL,
    thread_id bigint NOT NULL,
    seen_at timestamp with time zone
);

ALTER TABLE public.inbox_mention ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inbox_mention_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.inbox_message (
    id bigint NOT NULL,
    is_ours boolean NOT NULL,
    author character varying(120) NOT NULL,
    text text NOT NULL,
    quoted text NOT NULL,
    html text NOT NULL,
    remarks jsonb NOT NULL,
    said_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    external_id character varying(200) NOT NULL,
    brand_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    delivery_id bigint,
    thread_id bigint NOT NULL,
    edited_at timestamp with time zone,
    taken_back_at timestamp with time zone,
    is_automatic boolean NOT NULL,
    answers character varying(200) NOT NULL
);

CREATE TABLE public.inbox_message_files (
    id bigint NOT NULL,
    message_id bigint NOT NULL,
    storedfile_id bigint NOT NULL
);

ALTER TABLE public.inbox_message_files ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inbox_message_files_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.inbox_message ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inbox_message_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.inbox_message_words (
    id bigint NOT NULL,
    words tsvector NOT NULL
);

CREATE TABLE public.inbox_note (
    id bigint NOT NULL,
    text text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    member_id bigint NOT NULL,
    thread_id bigint NOT NULL
);

ALTER TABLE public.inbox_note ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inbox_note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.inbox_note_words (
    id bigint NOT NULL,
    words tsvector NOT NULL
);

CREATE TABLE public.inbox_reaction (
    id bigint NOT NULL,
    sign character varying(60) NOT NULL,
    is_on boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    message_id bigint NOT NULL
);

ALTER TABLE public.inbox_reaction ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inbox_reaction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.inbox_reading (
    id bigint NOT NULL,
    upto bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    member_id bigint NOT NULL,
    thread_id bigint NOT NULL,
    CONSTRAINT inbox_reading_upto_check CHECK ((upto >= 0))
);

ALTER TABLE public.inbox_reading ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inbox_reading_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.inbox_reply (
    id bigint NOT NULL,
    is_settled boolean NOT NULL,
    brand_id bigint NOT NULL,
    draft_id bigint NOT NULL,
    thread_id bigint NOT NULL
);

ALTER TABLE public.inbox_reply ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inbox_reply_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.inbox_thread (
    id bigint NOT NULL,
    subject character varying(400) NOT NULL,
    about character varying(200) NOT NULL,
    state character varying(8) NOT NULL,
    preview character varying(200) NOT NULL,
    is_last_ours boolean NOT NULL,
    last_at timestamp with time zone NOT NULL,
    waiting_since timestamp with time zone,
    last_inbound bigint NOT NULL,
    their_read bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    assignee_id bigint,
    brand_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    contact_id bigint,
    handle_id bigint,
    closes_at timestamp with time zone,
    kind character varying(9) NOT NULL,
    later_until timestamp with time zone,
    look_at timestamp with time zone,
    post bigint NOT NULL,
    priority smallint NOT NULL,
    team_id bigint,
    stage character varying(5) GENERATED ALWAYS AS (
CASE
    WHEN ((state)::text = ANY (ARRAY[('done'::character varying)::text, ('no_reply'::character varying)::text])) THEN 'ended'::text
    WHEN ((state)::text = 'later'::text) THEN 'later'::text
    ELSE 'now'::text
END) STORED,
    CONSTRAINT a_private_thread_is_with_somebody CHECK (((post > 0) OR ((contact_id IS NOT NULL) AND (handle_id IS NOT NULL)))),
    CONSTRAINT inbox_thread_last_inbound_check CHECK ((last_inbound >= 0)),
    CONSTRAINT inbox_thread_post_check CHECK ((post >= 0)),
    CONSTRAINT inbox_thread_their_read_check CHECK ((their_read >= 0))
);

ALTER TABLE public.inbox_thread ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inbox_thread_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.inbox_thread_labels (
    id bigint NOT NULL,
    thread_id bigint NOT NULL,
    label_id bigint NOT NULL
);

ALTER TABLE public.inbox_thread_labels ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inbox_thread_labels_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.inbox_thread_words (
    id bigint NOT NULL,
    words tsvector NOT NULL
);

CREATE TABLE public.inbox_unsent (
    id bigint NOT NULL,
    mode character varying(7) NOT NULL,
    subject character varying(400) NOT NULL,
    text text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    member_id bigint NOT NULL,
    thread_id bigint NOT NULL,
    other text NOT NULL,
    sent_key character varying(64) NOT NULL,
    version integer NOT NULL,
    about character varying(200) NOT NULL,
    CONSTRAINT inbox_unsent_version_check CHECK ((version >= 0))
);

CREATE TABLE public.inbox_unsent_files (
    id bigint NOT NULL,
    unsent_id bigint NOT NULL,
    storedfile_id bigint NOT NULL
);

ALTER TABLE public.inbox_unsent_files ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inbox_unsent_files_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.inbox_unsent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.inbox_unsent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);

ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_contact (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    language character varying(12) NOT NULL,
    country character varying(2) NOT NULL,
    time_zone character varying(60) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    region character varying(6) NOT NULL,
    relation character varying(10) NOT NULL,
    relation_at timestamp with time zone,
    relation_by_id bigint,
    is_vip boolean NOT NULL,
    forgotten_at timestamp with time zone,
    merged_at timestamp with time zone,
    merged_into_id bigint
);

ALTER TABLE public.people_contact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_contact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_contact_words (
    id bigint NOT NULL,
    words tsvector NOT NULL
);

CREATE TABLE public.people_engagement (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    reference character varying(200) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    handle_id bigint,
    tone smallint
);

ALTER TABLE public.people_engagement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_engagement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_forgetting (
    id bigint NOT NULL,
    reason character varying(200) NOT NULL,
    gone jsonb NOT NULL,
    stays jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    member_id bigint
);

ALTER TABLE public.people_forgetting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_forgetting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_handle (
    id bigint NOT NULL,
    network character varying(20) NOT NULL,
    address character varying(254) NOT NULL,
    key character varying(254) NOT NULL,
    evidence character varying(200) NOT NULL,
    verified_at timestamp with time zone,
    unreachable_since timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    look_up_after timestamp with time zone NOT NULL,
    looked_up_at timestamp with time zone,
    takes_notices boolean NOT NULL,
    language character varying(12) NOT NULL
);

ALTER TABLE public.people_handle ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_handle_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_handle_words (
    id bigint NOT NULL,
    words tsvector NOT NULL
);

CREATE TABLE public.people_link (
    id bigint NOT NULL,
    act character varying(8) NOT NULL,
    evidence character varying(500) NOT NULL,
    at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    handle_id bigint NOT NULL,
    member_id bigint,
    was_id bigint
);

ALTER TABLE public.people_link ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_link_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_look (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    member_id bigint NOT NULL
);

ALTER TABLE public.people_look ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_look_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_merge (
    id bigint NOT NULL,
    evidence character varying(500) NOT NULL,
    moved jsonb NOT NULL,
    before jsonb NOT NULL,
    merged_at timestamp with time zone NOT NULL,
    undone_at timestamp with time zone,
    brand_id bigint NOT NULL,
    gone_id bigint NOT NULL,
    kept_id bigint NOT NULL,
    member_id bigint,
    undone_by_id bigint
);

ALTER TABLE public.people_merge ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_merge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_relationship (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    since timestamp with time zone,
    until timestamp with time zone,
    source character varying(120) NOT NULL,
    observed_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    handle_id bigint
);

ALTER TABLE public.people_relationship ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_relationship_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_score (
    contact_id bigint NOT NULL,
    value double precision NOT NULL,
    words double precision NOT NULL,
    light double precision NOT NULL,
    kinds integer NOT NULL,
    breadth smallint NOT NULL,
    deeds integer NOT NULL,
    last_at timestamp with time zone,
    brand_id bigint NOT NULL,
    CONSTRAINT people_score_breadth_check CHECK ((breadth >= 0)),
    CONSTRAINT people_score_deeds_check CHECK ((deeds >= 0)),
    CONSTRAINT people_score_kinds_check CHECK ((kinds >= 0))
);

CREATE TABLE public.people_sighting (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    holds boolean NOT NULL,
    at timestamp with time zone,
    source character varying(120) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    handle_id bigint
);

ALTER TABLE public.people_sighting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_sighting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.people_visitordevice (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    endpoint character varying(600) NOT NULL,
    key character varying(100) NOT NULL,
    secret character varying(40) NOT NULL,
    country character varying(2) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    reached_at timestamp with time zone,
    brand_id bigint NOT NULL,
    handle_id bigint NOT NULL
);

ALTER TABLE public.people_visitordevice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.people_visitordevice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.wall_choice (
    id bigint NOT NULL,
    number smallint NOT NULL,
    text character varying(120) NOT NULL,
    on_id bigint,
    poll_id bigint NOT NULL,
    CONSTRAINT wall_choice_number_check CHECK ((number >= 0))
);

ALTER TABLE public.wall_choice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wall_choice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.wall_comment (
    id bigint NOT NULL,
    author character varying(120) NOT NULL,
    text text NOT NULL,
    said_at timestamp with time zone NOT NULL,
    external_id character varying(200) NOT NULL,
    answers character varying(200) NOT NULL,
    hidden_at timestamp with time zone,
    brand_id bigint NOT NULL,
    contact_id bigint,
    delivery_id bigint,
    post_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    is_anonymous boolean NOT NULL,
    remarks jsonb NOT NULL,
    edited_at timestamp with time zone,
    taken_back_at timestamp with time zone,
    seen_at timestamp with time zone
);

CREATE TABLE public.wall_comment_files (
    id bigint NOT NULL,
    comment_id bigint NOT NULL,
    storedfile_id bigint NOT NULL
);

ALTER TABLE public.wall_comment_files ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wall_comment_files_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.wall_comment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wall_comment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.wall_comment_words (
    id bigint NOT NULL,
    words tsvector NOT NULL
);

CREATE TABLE public.wall_mention (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    source character varying(1000) NOT NULL,
    target character varying(1000) NOT NULL,
    author character varying(120) NOT NULL,
    title character varying(300) NOT NULL,
    excerpt text NOT NULL,
    trouble text NOT NULL,
    due_at timestamp with time zone,
    tries smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    comment_id bigint,
    post_id bigint NOT NULL,
    CONSTRAINT wall_mention_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.wall_mention ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wall_mention_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.wall_mix (
    brand_id bigint NOT NULL,
    pitch smallint NOT NULL,
    value smallint NOT NULL,
    conversation smallint NOT NULL,
    personal smallint NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by_id bigint,
    CONSTRAINT wall_mix_conversation_check CHECK ((conversation >= 0)),
    CONSTRAINT wall_mix_personal_check CHECK ((personal >= 0)),
    CONSTRAINT wall_mix_pitch_check CHECK ((pitch >= 0)),
    CONSTRAINT wall_mix_value_check CHECK ((value >= 0))
);

CREATE TABLE public.wall_opening (
    id bigint NOT NULL,
    day date NOT NULL,
    many integer NOT NULL,
    page_id bigint NOT NULL,
    post_id bigint,
    CONSTRAINT wall_opening_many_check CHECK ((many >= 0))
);

ALTER TABLE public.wall_opening ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wall_opening_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.wall_page (
    id bigint NOT NULL,
    tagline character varying(160) NOT NULL,
    about text NOT NULL,
    greeting text NOT NULL,
    brand_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    button_sites jsonb NOT NULL,
    asks_a_day smallint NOT NULL,
    cover_id bigint,
    cover_small_id bigint,
    face_id bigint,
    face_small_id bigint,
    takes_anonymous_asks boolean NOT NULL,
    takes_asks boolean NOT NULL,
    takes_comments boolean NOT NULL,
    takes_posts boolean NOT NULL,
    posts_on_id bigint,
    CONSTRAINT wall_page_asks_a_day_check CHECK ((asks_a_day >= 0))
);

ALTER TABLE public.wall_page ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wall_page_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.wall_poll (
    id bigint NOT NULL,
    question character varying(300) NOT NULL,
    about text NOT NULL,
    is_multiple boolean NOT NULL,
    takes_comments boolean NOT NULL,
    shows character varying(8) NOT NULL,
    closes_at timestamp with time zone,
    closed_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    created_by_id bigint NOT NULL,
    draft_id bigint,
    on_id bigint,
    page_id bigint NOT NULL
);

ALTER TABLE public.wall_poll ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wall_poll_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.wall_post (
    id bigint NOT NULL,
    author character varying(120) NOT NULL,
    text text NOT NULL,
    said_at timestamp with time zone NOT NULL,
    external_id character varying(200) NOT NULL,
    hidden_at timestamp with time zone,
    brand_id bigint NOT NULL,
    contact_id bigint,
    delivery_id bigint,
    page_id bigint,
    channel_id bigint NOT NULL,
    is_anonymous boolean NOT NULL,
    remarks jsonb NOT NULL,
    edited_at timestamp with time zone,
    taken_back_at timestamp with time zone,
    kind character varying(8) NOT NULL,
    is_placeholder boolean NOT NULL,
    declined_at timestamp with time zone,
    hints jsonb NOT NULL,
    published_at timestamp with time zone,
    spam_at timestamp with time zone
);

CREATE TABLE public.wall_post_files (
    id bigint NOT NULL,
    post_id bigint NOT NULL,
    storedfile_id bigint NOT NULL
);

ALTER TABLE public.wall_post_files ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wall_post_files_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.wall_post ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wall_post_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.wall_post_words (
    id bigint NOT NULL,
    words tsvector NOT NULL
);

CREATE TABLE public.wall_vote (
    id bigint NOT NULL,
    text text NOT NULL,
    external_id character varying(200) NOT NULL,
    voted_at timestamp with time zone NOT NULL,
    hidden_at timestamp with time zone,
    brand_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    handle_id bigint NOT NULL,
    poll_id bigint NOT NULL
);

CREATE TABLE public.wall_vote_choices (
    id bigint NOT NULL,
    vote_id bigint NOT NULL,
    choice_id bigint NOT NULL
);

ALTER TABLE public.wall_vote_choices ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wall_vote_choices_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.wall_vote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wall_vote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.wire_enclosure (
    id bigint NOT NULL,
    external_id character varying(200) NOT NULL,
    number smallint NOT NULL,
    url text NOT NULL,
    name character varying(200) NOT NULL,
    needs_token boolean NOT NULL,
    tries smallint NOT NULL,
    try_after timestamp with time zone NOT NULL,
    settled_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    channel_id bigint NOT NULL,
    CONSTRAINT wire_enclosure_number_check CHECK ((number >= 0)),
    CONSTRAINT wire_enclosure_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.wire_enclosure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wire_enclosure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.wire_event (
    id bigint NOT NULL,
    external_id character varying(200) NOT NULL,
    raw bytea NOT NULL,
    is_history boolean NOT NULL,
    received_at timestamp with time zone NOT NULL,
    routed_at timestamp with time zone,
    failures smallint NOT NULL,
    failure text NOT NULL,
    try_after timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    remark character varying(200) NOT NULL,
    CONSTRAINT wire_event_failures_check CHECK ((failures >= 0))
);

ALTER TABLE public.wire_event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wire_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.wire_heartbeat (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE public.wire_heartbeat ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wire_heartbeat_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.wire_mailboxcursor (
    id bigint NOT NULL,
    uidvalidity bigint NOT NULL,
    uidnext bigint NOT NULL,
    read_at timestamp with time zone NOT NULL,
    channel_id bigint NOT NULL,
    since date,
    CONSTRAINT wire_mailboxcursor_uidnext_check CHECK ((uidnext >= 0)),
    CONSTRAINT wire_mailboxcursor_uidvalidity_check CHECK ((uidvalidity >= 0))
);

ALTER TABLE public.wire_mailboxcursor ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wire_mailboxcursor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.wire_pullcursor (
    id bigint NOT NULL,
    value text NOT NULL,
    since timestamp with time zone NOT NULL,
    pulled_at timestamp with time zone,
    due_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone,
    failures smallint NOT NULL,
    trouble text NOT NULL,
    channel_id bigint NOT NULL,
    CONSTRAINT wire_pullcursor_failures_check CHECK ((failures >= 0))
);

ALTER TABLE public.wire_pullcursor ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wire_pullcursor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.wire_visitorpush (
    id bigint NOT NULL,
    due_at timestamp with time zone,
    sent_at timestamp with time zone,
    tries smallint NOT NULL,
    delivery_id bigint NOT NULL,
    device_id bigint NOT NULL,
    CONSTRAINT wire_visitorpush_tries_check CHECK ((tries >= 0))
);

ALTER TABLE public.wire_visitorpush ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.wire_visitorpush_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.work_automation (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    is_on boolean NOT NULL,
    "when" character varying(20) NOT NULL,
    conditions jsonb NOT NULL,
    steps jsonb NOT NULL,
    "position" integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    approved jsonb NOT NULL,
    author_id bigint,
    minutes integer NOT NULL,
    since timestamp with time zone NOT NULL,
    CONSTRAINT work_automation_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT work_automation_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.work_automation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.work_automation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.work_batch (
    id bigint NOT NULL,
    steps jsonb NOT NULL,
    threads jsonb NOT NULL,
    upto integer NOT NULL,
    state character varying(7) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    member_id bigint NOT NULL,
    by character varying(120) NOT NULL,
    ended_at timestamp with time zone,
    is_put_away boolean NOT NULL,
    "left" integer NOT NULL,
    says text NOT NULL,
    total integer NOT NULL,
    CONSTRAINT work_batch_left_check CHECK (("left" >= 0)),
    CONSTRAINT work_batch_total_check CHECK ((total >= 0)),
    CONSTRAINT work_batch_upto_check CHECK ((upto >= 0))
);

ALTER TABLE public.work_batch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.work_batch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.work_batchline (
    id bigint NOT NULL,
    before jsonb NOT NULL,
    problems jsonb NOT NULL,
    is_put_back boolean NOT NULL,
    batch_id bigint NOT NULL,
    thread_id bigint NOT NULL
);

ALTER TABLE public.work_batchline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.work_batchline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.work_cannedreply (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    text text NOT NULL,
    used integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    member_id bigint,
    CONSTRAINT work_cannedreply_used_check CHECK ((used >= 0))
);

CREATE TABLE public.work_cannedreply_files (
    id bigint NOT NULL,
    cannedreply_id bigint NOT NULL,
    storedfile_id bigint NOT NULL
);

ALTER TABLE public.work_cannedreply_files ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.work_cannedreply_files_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.work_cannedreply ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.work_cannedreply_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.work_cursor (
    id bigint NOT NULL,
    name character varying(20) NOT NULL,
    upto bigint NOT NULL,
    CONSTRAINT work_cursor_upto_check CHECK ((upto >= 0))
);

ALTER TABLE public.work_cursor ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.work_cursor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.work_ending (
    id bigint NOT NULL,
    member_id bigint,
    at timestamp with time zone NOT NULL,
    seconds double precision,
    brand_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    thread_id bigint NOT NULL
);

ALTER TABLE public.work_ending ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.work_ending_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.work_hours (
    id bigint NOT NULL,
    week jsonb NOT NULL,
    holidays jsonb NOT NULL,
    is_away_on boolean NOT NULL,
    away_text text NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    author_id bigint,
    brand_id bigint NOT NULL
);

ALTER TABLE public.work_hours ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.work_hours_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.work_macro (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    steps jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL
);

ALTER TABLE public.work_macro ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.work_macro_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.work_quarter (
    id bigint NOT NULL,
    number bigint NOT NULL,
    theirs integer NOT NULL,
    ours integer NOT NULL,
    automatic integer NOT NULL,
    brand_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    CONSTRAINT work_quarter_automatic_check CHECK ((automatic >= 0)),
    CONSTRAINT work_quarter_ours_check CHECK ((ours >= 0)),
    CONSTRAINT work_quarter_theirs_check CHECK ((theirs >= 0))
);

ALTER TABLE public.work_quarter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.work_quarter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.work_recount (
    id bigint NOT NULL,
    brand_id bigint NOT NULL,
    thread_id bigint NOT NULL,
    number bigint
);

ALTER TABLE public.work_recount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.work_recount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.work_run (
    id bigint NOT NULL,
    cause character varying(60) NOT NULL,
    problems jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    automation_id bigint NOT NULL,
    brand_id bigint NOT NULL,
    thread_id bigint NOT NULL,
    is_taken boolean NOT NULL
);

ALTER TABLE public.work_run ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.work_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.work_turn (
    id bigint NOT NULL,
    member_id bigint,
    asked_at timestamp with time zone NOT NULL,
    seconds double precision,
    brand_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    thread_id bigint NOT NULL
);

ALTER TABLE public.work_turn ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.work_turn_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.work_view (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    query character varying(1000) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    brand_id bigint NOT NULL,
    member_id bigint,
    deleted_at timestamp with time zone,
    before character varying(1000)
);

ALTER TABLE public.work_view ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.work_view_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.work_automation
    ADD CONSTRAINT automation_once_per_brand UNIQUE (brand_id, name);

ALTER TABLE ONLY public.brand_brand
    ADD CONSTRAINT brand_brand_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.brand_brand
    ADD CONSTRAINT brand_brand_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.brand_change
    ADD CONSTRAINT brand_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.brand_channel
    ADD CONSTRAINT brand_channel_hook_key_key UNIQUE (hook_key);

ALTER TABLE ONLY public.brand_channel
    ADD CONSTRAINT brand_channel_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.brand_device
    ADD CONSTRAINT brand_device_endpoint_key UNIQUE (endpoint);

ALTER TABLE ONLY public.brand_device
    ADD CONSTRAINT brand_device_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.brand_earlier
    ADD CONSTRAINT brand_earlier_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.brand_member
    ADD CONSTRAINT brand_member_email_key UNIQUE (email);

ALTER TABLE ONLY public.brand_member
    ADD CONSTRAINT brand_member_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.brand_notification
    ADD CONSTRAINT brand_notification_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.brand_push
    ADD CONSTRAINT brand_push_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.brand_rollout
    ADD CONSTRAINT brand_rollout_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.brand_storedfile
    ADD CONSTRAINT brand_storedfile_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.brand_storedfile
    ADD CONSTRAINT brand_storedfile_token_key UNIQUE (token);

ALTER TABLE ONLY public.brand_team_members
    ADD CONSTRAINT brand_team_members_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.brand_team_members
    ADD CONSTRAINT brand_team_members_team_id_member_id_ee1323cd_uniq UNIQUE (team_id, member_id);

ALTER TABLE ONLY public.brand_team
    ADD CONSTRAINT brand_team_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.campaigns_version
    ADD CONSTRAINT campaign_version_once UNIQUE (campaign_id, number);

ALTER TABLE ONLY public.campaigns_campaign
    ADD CONSTRAINT campaigns_campaign_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.campaigns_click
    ADD CONSTRAINT campaigns_click_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.campaigns_mailed
    ADD CONSTRAINT campaigns_mailed_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.campaigns_mailed
    ADD CONSTRAINT campaigns_mailed_test_id_key UNIQUE (test_id);

ALTER TABLE ONLY public.campaigns_recipient
    ADD CONSTRAINT campaigns_recipient_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.campaigns_review
    ADD CONSTRAINT campaigns_review_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.campaigns_test
    ADD CONSTRAINT campaigns_test_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.campaigns_version
    ADD CONSTRAINT campaigns_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.brand_channel
    ADD CONSTRAINT channel_once_per_brand UNIQUE (brand_id, network, address);

ALTER TABLE ONLY public.wall_choice
    ADD CONSTRAINT choice_once_per_place UNIQUE (poll_id, number);

ALTER TABLE ONLY public.wall_comment
    ADD CONSTRAINT comment_once_per_channel UNIQUE (channel_id, external_id);

ALTER TABLE ONLY public.consent_chainhead
    ADD CONSTRAINT consent_chainhead_pkey PRIMARY KEY (brand_id);

ALTER TABLE ONLY public.consent_entry
    ADD CONSTRAINT consent_entry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_import
    ADD CONSTRAINT consent_import_exchange_key UNIQUE (exchange);

ALTER TABLE ONLY public.consent_import
    ADD CONSTRAINT consent_import_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_importline
    ADD CONSTRAINT consent_importline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_joinkey
    ADD CONSTRAINT consent_joinkey_digest_key UNIQUE (digest);

ALTER TABLE ONLY public.consent_joinkey
    ADD CONSTRAINT consent_joinkey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_lifting
    ADD CONSTRAINT consent_lifting_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_list
    ADD CONSTRAINT consent_list_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_membership
    ADD CONSTRAINT consent_membership_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_notice
    ADD CONSTRAINT consent_notice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_preference
    ADD CONSTRAINT consent_preference_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_request
    ADD CONSTRAINT consent_request_exchange_key UNIQUE (exchange);

ALTER TABLE ONLY public.consent_request_notices
    ADD CONSTRAINT consent_request_notices_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_request_notices
    ADD CONSTRAINT consent_request_notices_request_id_notice_id_237ccdab_uniq UNIQUE (request_id, notice_id);

ALTER TABLE ONLY public.consent_request
    ADD CONSTRAINT consent_request_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_request
    ADD CONSTRAINT consent_request_token_key UNIQUE (token);

ALTER TABLE ONLY public.consent_shown
    ADD CONSTRAINT consent_shown_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_suppression
    ADD CONSTRAINT consent_suppression_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gate_counter
    ADD CONSTRAINT counter_once UNIQUE (owner, "limit");

ALTER TABLE ONLY public.gate_creditentry
    ADD CONSTRAINT credit_line_once UNIQUE (channel_id, number);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.drafts_approval
    ADD CONSTRAINT drafts_approval_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.drafts_composition
    ADD CONSTRAINT drafts_composition_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.drafts_draft
    ADD CONSTRAINT drafts_draft_delivery_id_key UNIQUE (delivery_id);

ALTER TABLE ONLY public.drafts_draft_files
    ADD CONSTRAINT drafts_draft_files_draft_id_storedfile_id_62deaa00_uniq UNIQUE (draft_id, storedfile_id);

ALTER TABLE ONLY public.drafts_draft_files
    ADD CONSTRAINT drafts_draft_files_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.drafts_draft
    ADD CONSTRAINT drafts_draft_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.drafts_feed
    ADD CONSTRAINT drafts_feed_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.drafts_feeditem
    ADD CONSTRAINT drafts_feeditem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.drafts_noteremark
    ADD CONSTRAINT drafts_noteremark_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.drafts_personalnote
    ADD CONSTRAINT drafts_personalnote_draft_id_key UNIQUE (draft_id);

ALTER TABLE ONLY public.drafts_personalnote
    ADD CONSTRAINT drafts_personalnote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wire_enclosure
    ADD CONSTRAINT enclosure_once UNIQUE (channel_id, external_id, number);

ALTER TABLE ONLY public.people_engagement
    ADD CONSTRAINT engagement_once UNIQUE (channel_id, kind, reference);

ALTER TABLE ONLY public.consent_entry
    ADD CONSTRAINT entry_once_per_place UNIQUE (brand_id, number);

ALTER TABLE ONLY public.wire_event
    ADD CONSTRAINT event_once_per_channel UNIQUE (channel_id, external_id);

ALTER TABLE ONLY public.friends_exhibit
    ADD CONSTRAINT exhibit_once_per_channel UNIQUE (channel_id, external_id);

ALTER TABLE ONLY public.drafts_feeditem
    ADD CONSTRAINT feed_item_once UNIQUE (feed_id, key);

ALTER TABLE ONLY public.friends_exhibit
    ADD CONSTRAINT friends_exhibit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.friends_invitation
    ADD CONSTRAINT friends_invitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.friends_invitation
    ADD CONSTRAINT friends_invitation_request_id_key UNIQUE (request_id);

ALTER TABLE ONLY public.friends_policyline
    ADD CONSTRAINT friends_policyline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.friends_reading
    ADD CONSTRAINT friends_reading_channel_id_key UNIQUE (channel_id);

ALTER TABLE ONLY public.friends_reading
    ADD CONSTRAINT friends_reading_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.friends_request
    ADD CONSTRAINT friends_request_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gate_attempt
    ADD CONSTRAINT gate_attempt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gate_counter
    ADD CONSTRAINT gate_counter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gate_creditentry
    ADD CONSTRAINT gate_creditentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gate_decision
    ADD CONSTRAINT gate_decision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gate_delivery
    ADD CONSTRAINT gate_delivery_decision_id_key UNIQUE (decision_id);

ALTER TABLE ONLY public.gate_delivery_files
    ADD CONSTRAINT gate_delivery_files_delivery_id_storedfile_id_38c21d16_uniq UNIQUE (delivery_id, storedfile_id);

ALTER TABLE ONLY public.gate_delivery_files
    ADD CONSTRAINT gate_delivery_files_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gate_delivery
    ADD CONSTRAINT gate_delivery_key_key UNIQUE (key);

ALTER TABLE ONLY public.gate_delivery
    ADD CONSTRAINT gate_delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gate_delivery
    ADD CONSTRAINT gate_delivery_stopped_by_id_key UNIQUE (stopped_by_id);

ALTER TABLE ONLY public.gate_health
    ADD CONSTRAINT gate_health_pkey PRIMARY KEY (channel_id);

ALTER TABLE ONLY public.gate_houseversion
    ADD CONSTRAINT gate_houseversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gate_invitation
    ADD CONSTRAINT gate_invitation_delivery_id_key UNIQUE (delivery_id);

ALTER TABLE ONLY public.gate_invitation
    ADD CONSTRAINT gate_invitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gate_packtext
    ADD CONSTRAINT gate_packtext_pkey PRIMARY KEY (digest);

ALTER TABLE ONLY public.gate_policyversion
    ADD CONSTRAINT gate_policyversion_pkey PRIMARY KEY (version);

ALTER TABLE ONLY public.gate_receipt
    ADD CONSTRAINT gate_receipt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gate_refusal
    ADD CONSTRAINT gate_refusal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gate_refusal
    ADD CONSTRAINT gate_refusal_receipt_id_key UNIQUE (receipt_id);

ALTER TABLE ONLY public.gate_score
    ADD CONSTRAINT gate_score_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gate_signal
    ADD CONSTRAINT gate_signal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gate_slot
    ADD CONSTRAINT gate_slot_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gate_ticket
    ADD CONSTRAINT gate_ticket_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gate_ticketuse
    ADD CONSTRAINT gate_ticketuse_delivery_id_key UNIQUE (delivery_id);

ALTER TABLE ONLY public.gate_ticketuse
    ADD CONSTRAINT gate_ticketuse_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.gate_turn
    ADD CONSTRAINT gate_turn_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_handle
    ADD CONSTRAINT handle_once_per_brand UNIQUE (brand_id, network, key);

ALTER TABLE ONLY public.gate_houseversion
    ADD CONSTRAINT house_version_once UNIQUE (brand_id, number);

ALTER TABLE ONLY public.consent_importline
    ADD CONSTRAINT import_line_once UNIQUE (of_id, is_try, file, number);

ALTER TABLE ONLY public.inbox_act
    ADD CONSTRAINT inbox_act_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_label
    ADD CONSTRAINT inbox_label_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_mention
    ADD CONSTRAINT inbox_mention_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_message
    ADD CONSTRAINT inbox_message_delivery_id_key UNIQUE (delivery_id);

ALTER TABLE ONLY public.inbox_message_files
    ADD CONSTRAINT inbox_message_files_message_id_storedfile_id_271b1234_uniq UNIQUE (message_id, storedfile_id);

ALTER TABLE ONLY public.inbox_message_files
    ADD CONSTRAINT inbox_message_files_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_message
    ADD CONSTRAINT inbox_message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_message_words
    ADD CONSTRAINT inbox_message_words_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_note
    ADD CONSTRAINT inbox_note_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_note_words
    ADD CONSTRAINT inbox_note_words_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_reaction
    ADD CONSTRAINT inbox_reaction_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_reading
    ADD CONSTRAINT inbox_reading_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_reply
    ADD CONSTRAINT inbox_reply_draft_id_key UNIQUE (draft_id);

ALTER TABLE ONLY public.inbox_reply
    ADD CONSTRAINT inbox_reply_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_thread_labels
    ADD CONSTRAINT inbox_thread_labels_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_thread_labels
    ADD CONSTRAINT inbox_thread_labels_thread_id_label_id_ce8a8e2a_uniq UNIQUE (thread_id, label_id);

ALTER TABLE ONLY public.inbox_thread
    ADD CONSTRAINT inbox_thread_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_thread_words
    ADD CONSTRAINT inbox_thread_words_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_unsent_files
    ADD CONSTRAINT inbox_unsent_files_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_unsent_files
    ADD CONSTRAINT inbox_unsent_files_unsent_id_storedfile_id_0cf66d6f_uniq UNIQUE (unsent_id, storedfile_id);

ALTER TABLE ONLY public.inbox_unsent
    ADD CONSTRAINT inbox_unsent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inbox_label
    ADD CONSTRAINT label_once_per_brand UNIQUE (brand_id, name);

ALTER TABLE ONLY public.consent_list
    ADD CONSTRAINT list_once_per_brand UNIQUE (brand_id, slug);

ALTER TABLE ONLY public.work_macro
    ADD CONSTRAINT macro_once_per_brand UNIQUE (brand_id, name);

ALTER TABLE ONLY public.consent_membership
    ADD CONSTRAINT membership_once_per_list UNIQUE (list_id, contact_id);

ALTER TABLE ONLY public.wall_mention
    ADD CONSTRAINT mention_once UNIQUE (post_id, source);

ALTER TABLE ONLY public.inbox_message
    ADD CONSTRAINT message_once_per_channel UNIQUE (channel_id, external_id);

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.consent_notice
    ADD CONSTRAINT notice_once_per_version UNIQUE (list_id, version, language);

ALTER TABLE ONLY public.drafts_composition
    ADD CONSTRAINT one_composition_per_key UNIQUE (brand_id, key);

ALTER TABLE ONLY public.drafts_draft
    ADD CONSTRAINT one_draft_per_wish UNIQUE (brand_id, key);

ALTER TABLE ONLY public.drafts_feed
    ADD CONSTRAINT one_feed_once UNIQUE (brand_id, address);

ALTER TABLE ONLY public.friends_policyline
    ADD CONSTRAINT one_line_for_each_relation UNIQUE (brand_id, network, relation);

ALTER TABLE ONLY public.work_batchline
    ADD CONSTRAINT one_line_per_batch_and_thread UNIQUE (batch_id, thread_id);

ALTER TABLE ONLY public.people_look
    ADD CONSTRAINT one_look_per_member UNIQUE (contact_id, member_id);

ALTER TABLE ONLY public.inbox_mention
    ADD CONSTRAINT one_mention_per_note_and_member UNIQUE (note_id, member_id);

ALTER TABLE ONLY public.inbox_reading
    ADD CONSTRAINT one_reading_per_member UNIQUE (thread_id, member_id);

ALTER TABLE ONLY public.work_quarter
    ADD CONSTRAINT one_row_per_quarter UNIQUE (brand_id, number, channel_id);

ALTER TABLE ONLY public.work_run
    ADD CONSTRAINT one_run_for_each_cause UNIQUE (automation_id, thread_id, cause);

ALTER TABLE ONLY public.inbox_unsent
    ADD CONSTRAINT one_unsent_text_each UNIQUE (thread_id, member_id, mode);

ALTER TABLE ONLY public.people_contact
    ADD CONSTRAINT people_contact_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_contact_words
    ADD CONSTRAINT people_contact_words_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_engagement
    ADD CONSTRAINT people_engagement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_forgetting
    ADD CONSTRAINT people_forgetting_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_handle
    ADD CONSTRAINT people_handle_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_handle_words
    ADD CONSTRAINT people_handle_words_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_link
    ADD CONSTRAINT people_link_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_look
    ADD CONSTRAINT people_look_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_merge
    ADD CONSTRAINT people_merge_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_relationship
    ADD CONSTRAINT people_relationship_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_score
    ADD CONSTRAINT people_score_pkey PRIMARY KEY (contact_id);

ALTER TABLE ONLY public.people_sighting
    ADD CONSTRAINT people_sighting_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.people_visitordevice
    ADD CONSTRAINT people_visitordevice_endpoint_key UNIQUE (endpoint);

ALTER TABLE ONLY public.people_visitordevice
    ADD CONSTRAINT people_visitordevice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wall_post
    ADD CONSTRAINT post_once_per_channel UNIQUE (channel_id, external_id);

ALTER TABLE ONLY public.consent_preference
    ADD CONSTRAINT preference_once_per_list UNIQUE (contact_id, list_id);

ALTER TABLE ONLY public.brand_push
    ADD CONSTRAINT push_once_per_device UNIQUE (device_id, note_id);

ALTER TABLE ONLY public.inbox_reaction
    ADD CONSTRAINT reaction_once UNIQUE (message_id, contact_id, sign);

ALTER TABLE ONLY public.campaigns_recipient
    ADD CONSTRAINT recipient_once_per_address UNIQUE (campaign_id, handle_id);

ALTER TABLE ONLY public.brand_rollout
    ADD CONSTRAINT rollout_once_per_feature UNIQUE (brand_id, feature);

ALTER TABLE ONLY public.gate_score
    ADD CONSTRAINT score_once_per_address UNIQUE (brand_id, network, digest);

ALTER TABLE ONLY public.gate_signal
    ADD CONSTRAINT signal_once UNIQUE (channel_id, key);

ALTER TABLE ONLY public.gate_slot
    ADD CONSTRAINT slot_once UNIQUE (delivery_id, counter_id);

ALTER TABLE ONLY public.brand_team
    ADD CONSTRAINT team_once_per_brand UNIQUE (brand_id, name);

ALTER TABLE ONLY public.gate_ticket
    ADD CONSTRAINT ticket_once UNIQUE (channel_id, handle_id, topic);

ALTER TABLE ONLY public.wire_visitorpush
    ADD CONSTRAINT visitor_push_once UNIQUE (device_id, delivery_id);

ALTER TABLE ONLY public.wall_vote
    ADD CONSTRAINT vote_once_per_address UNIQUE (poll_id, handle_id);

ALTER TABLE ONLY public.wall_choice
    ADD CONSTRAINT wall_choice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wall_comment
    ADD CONSTRAINT wall_comment_delivery_id_key UNIQUE (delivery_id);

ALTER TABLE ONLY public.wall_comment_files
    ADD CONSTRAINT wall_comment_files_comment_id_storedfile_id_d6e14969_uniq UNIQUE (comment_id, storedfile_id);

ALTER TABLE ONLY public.wall_comment_files
    ADD CONSTRAINT wall_comment_files_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wall_comment
    ADD CONSTRAINT wall_comment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wall_comment_words
    ADD CONSTRAINT wall_comment_words_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wall_mention
    ADD CONSTRAINT wall_mention_comment_id_key UNIQUE (comment_id);

ALTER TABLE ONLY public.wall_mention
    ADD CONSTRAINT wall_mention_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wall_mix
    ADD CONSTRAINT wall_mix_pkey PRIMARY KEY (brand_id);

ALTER TABLE ONLY public.wall_opening
    ADD CONSTRAINT wall_opening_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wall_page
    ADD CONSTRAINT wall_page_brand_id_key UNIQUE (brand_id);

ALTER TABLE ONLY public.wall_page
    ADD CONSTRAINT wall_page_channel_id_key UNIQUE (channel_id);

ALTER TABLE ONLY public.wall_page
    ADD CONSTRAINT wall_page_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wall_poll
    ADD CONSTRAINT wall_poll_draft_id_key UNIQUE (draft_id);

ALTER TABLE ONLY public.wall_poll
    ADD CONSTRAINT wall_poll_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wall_post
    ADD CONSTRAINT wall_post_delivery_id_key UNIQUE (delivery_id);

ALTER TABLE ONLY public.wall_post_files
    ADD CONSTRAINT wall_post_files_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wall_post_files
    ADD CONSTRAINT wall_post_files_post_id_storedfile_id_80bfffac_uniq UNIQUE (post_id, storedfile_id);

ALTER TABLE ONLY public.wall_post
    ADD CONSTRAINT wall_post_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wall_post_words
    ADD CONSTRAINT wall_post_words_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wall_vote_choices
    ADD CONSTRAINT wall_vote_choices_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wall_vote_choices
    ADD CONSTRAINT wall_vote_choices_vote_id_choice_id_79cf70f8_uniq UNIQUE (vote_id, choice_id);

ALTER TABLE ONLY public.wall_vote
    ADD CONSTRAINT wall_vote_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wire_enclosure
    ADD CONSTRAINT wire_enclosure_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wire_event
    ADD CONSTRAINT wire_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wire_heartbeat
    ADD CONSTRAINT wire_heartbeat_name_key UNIQUE (name);

ALTER TABLE ONLY public.wire_heartbeat
    ADD CONSTRAINT wire_heartbeat_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wire_mailboxcursor
    ADD CONSTRAINT wire_mailboxcursor_channel_id_key UNIQUE (channel_id);

ALTER TABLE ONLY public.wire_mailboxcursor
    ADD CONSTRAINT wire_mailboxcursor_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wire_pullcursor
    ADD CONSTRAINT wire_pullcursor_channel_id_key UNIQUE (channel_id);

ALTER TABLE ONLY public.wire_pullcursor
    ADD CONSTRAINT wire_pullcursor_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.wire_visitorpush
    ADD CONSTRAINT wire_visitorpush_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.work_automation
    ADD CONSTRAINT work_automation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.work_batch
    ADD CONSTRAINT work_batch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.work_batchline
    ADD CONSTRAINT work_batchline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.work_cannedreply_files
    ADD CONSTRAINT work_cannedreply_files_cannedreply_id_storedfil_991c3f8c_uniq UNIQUE (cannedreply_id, storedfile_id);

ALTER TABLE ONLY public.work_cannedreply_files
    ADD CONSTRAINT work_cannedreply_files_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.work_cannedreply
    ADD CONSTRAINT work_cannedreply_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.work_cursor
    ADD CONSTRAINT work_cursor_name_key UNIQUE (name);

ALTER TABLE ONLY public.work_cursor
    ADD CONSTRAINT work_cursor_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.work_ending
    ADD CONSTRAINT work_ending_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.work_hours
    ADD CONSTRAINT work_hours_brand_id_key UNIQUE (brand_id);

ALTER TABLE ONLY public.work_hours
    ADD CONSTRAINT work_hours_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.work_macro
    ADD CONSTRAINT work_macro_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.work_quarter
    ADD CONSTRAINT work_quarter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.work_recount
    ADD CONSTRAINT work_recount_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.work_run
    ADD CONSTRAINT work_run_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.work_turn
    ADD CONSTRAINT work_turn_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.work_view
    ADD CONSTRAINT work_view_pkey PRIMARY KEY (id);

CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);

CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);

CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);

CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);

CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);

CREATE INDEX answer_not_seen ON public.wall_comment USING btree (said_at) WHERE ((delivery_id IS NOT NULL) AND (seen_at IS NULL));

CREATE INDEX asks_by_day ON public.wall_post USING btree (brand_id, said_at) WHERE ((kind)::text = 'ask'::text);

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);

CREATE INDEX batch_under_way ON public.work_batch USING btree (id) WHERE ((state)::text = ANY (ARRAY[('running'::character varying)::text, ('undoing'::character varying)::text]));

CREATE INDEX brand_brand_slug_dbd50317_like ON public.brand_brand USING btree (slug varchar_pattern_ops);

CREATE INDEX brand_chang_brand_i_d37442_idx ON public.brand_change USING btree (brand_id, id);

CREATE INDEX brand_change_brand_id_69ef271d ON public.brand_change USING btree (brand_id);

CREATE INDEX brand_channel_brand_id_9584da1b ON public.brand_channel USING btree (brand_id);

CREATE INDEX brand_channel_hook_key_0472adfe_like ON public.brand_channel USING btree (hook_key varchar_pattern_ops);

CREATE INDEX brand_device_endpoint_204bc843_like ON public.brand_device USING btree (endpoint varchar_pattern_ops);

CREATE INDEX brand_device_member_id_ddb0f11a ON public.brand_device USING btree (member_id);

CREATE INDEX brand_earlier_brand_id_b7e77125 ON public.brand_earlier USING btree (brand_id);

CREATE INDEX brand_earlier_channel_id_56ecad71 ON public.brand_earlier USING btree (channel_id);

CREATE INDEX brand_member_brand_id_8dd35171 ON public.brand_member USING btree (brand_id);

CREATE INDEX brand_member_email_c2ca726b_like ON public.brand_member USING btree (email varchar_pattern_ops);

CREATE INDEX brand_notif_member__b14097_idx ON public.brand_notification USING btree (member_id, seen_at, created_at DESC);

CREATE INDEX brand_notification_brand_id_8de37dd0 ON public.brand_notification USING btree (brand_id);

CREATE INDEX brand_notification_member_id_2f42b2ae ON public.brand_notification USING btree (member_id);

CREATE INDEX brand_push_device_id_ee554145 ON public.brand_push USING btree (device_id);

CREATE INDEX brand_push_due_at_18d47237 ON public.brand_push USING btree (due_at);

CREATE INDEX brand_push_note_id_19863119 ON public.brand_push USING btree (note_id);

CREATE INDEX brand_rollout_brand_id_52f4e429 ON public.brand_rollout USING btree (brand_id);

CREATE INDEX brand_rollout_changed_by_id_8dc6253a ON public.brand_rollout USING btree (changed_by_id);

CREATE INDEX brand_storedfile_brand_id_5742e053 ON public.brand_storedfile USING btree (brand_id);

CREATE INDEX brand_storedfile_token_9711a49f_like ON public.brand_storedfile USING btree (token varchar_pattern_ops);

CREATE INDEX brand_team_brand_id_c133fdd9 ON public.brand_team USING btree (brand_id);

CREATE INDEX brand_team_members_member_id_c5324836 ON public.brand_team_members USING btree (member_id);

CREATE INDEX brand_team_members_team_id_9fe908d6 ON public.brand_team_members USING btree (team_id);

CREATE INDEX campaigns_c_brand_i_1d3410_idx ON public.campaigns_campaign USING btree (brand_id, created_at DESC);

CREATE INDEX campaigns_c_state_d979e1_idx ON public.campaigns_campaign USING btree (state, scheduled_at);

CREATE INDEX campaigns_campaign_author_id_75edaa7d ON public.campaigns_campaign USING btree (author_id);

CREATE INDEX campaigns_campaign_brand_id_8f1e137c ON public.campaigns_campaign USING btree (brand_id);

CREATE INDEX campaigns_campaign_channel_id_7d1bbe29 ON public.campaigns_campaign USING btree (channel_id);

CREATE INDEX campaigns_campaign_on_id_d75b8312 ON public.campaigns_campaign USING btree (on_id);

CREATE INDEX campaigns_campaign_stopped_by_id_96befcfb ON public.campaigns_campaign USING btree (stopped_by_id);

CREATE INDEX campaigns_click_delivery_id_95bfc8cc ON public.campaigns_click USING btree (delivery_id);

CREATE INDEX campaigns_r_campaig_64f351_idx ON public.campaigns_recipient USING btree (campaign_id, state, due_at);

CREATE INDEX campaigns_recipient_campaign_id_20a372e5 ON public.campaigns_recipient USING btree (campaign_id);

CREATE INDEX campaigns_recipient_contact_id_34f5e802 ON public.campaigns_recipient USING btree (contact_id);

CREATE INDEX campaigns_recipient_decision_id_249e4811 ON public.campaigns_recipient USING btree (decision_id);

CREATE INDEX campaigns_recipient_delivery_id_d2e9d23f ON public.campaigns_recipient USING btree (delivery_id);

CREATE INDEX campaigns_recipient_handle_id_66405750 ON public.campaigns_recipient USING btree (handle_id);

CREATE INDEX campaigns_review_campaign_id_fb96a5c9 ON public.campaigns_review USING btree (campaign_id);

CREATE INDEX campaigns_review_member_id_2d4f2b43 ON public.campaigns_review USING btree (member_id);

CREATE INDEX campaigns_review_version_id_d54750d8 ON public.campaigns_review USING btree (version_id);

CREATE INDEX campaigns_test_campaign_id_feeb9241 ON public.campaigns_test USING btree (campaign_id);

CREATE INDEX campaigns_test_member_id_59200405 ON public.campaigns_test USING btree (member_id);

CREATE INDEX campaigns_test_version_id_2c669005 ON public.campaigns_test USING btree (version_id);

CREATE INDEX campaigns_version_author_id_ce2376d5 ON public.campaigns_version USING btree (author_id);

CREATE INDEX campaigns_version_campaign_id_2f07ae0d ON public.campaigns_version USING btree (campaign_id);

CREATE INDEX comment_by_day ON public.wall_comment USING btree (brand_id, said_at);

CREATE INDEX composition_open ON public.drafts_composition USING btree (brand_id, id DESC) WHERE ((let_out_at IS NULL) AND (put_away_at IS NULL));

CREATE INDEX consent_ent_contact_8886d2_idx ON public.consent_entry USING btree (contact_id, occurred_at);

CREATE INDEX consent_ent_list_id_3d5a2b_idx ON public.consent_entry USING btree (list_id, occurred_at);

CREATE INDEX consent_entry_brand_id_39c1eb68 ON public.consent_entry USING btree (brand_id);

CREATE INDEX consent_entry_contact_id_43e379b3 ON public.consent_entry USING btree (contact_id);

CREATE INDEX consent_entry_list_id_d3833aa3 ON public.consent_entry USING btree (list_id);

CREATE INDEX consent_entry_member_id_b9f5b4ae ON public.consent_entry USING btree (member_id);

CREATE INDEX consent_entry_notice_id_a5ba2c2f ON public.consent_entry USING btree (notice_id);

CREATE INDEX consent_import_brand_id_594137ad ON public.consent_import USING btree (brand_id);

CREATE INDEX consent_import_file_id_fdf50f9b ON public.consent_import USING btree (file_id);

CREATE INDEX consent_import_list_id_0d60ded0 ON public.consent_import USING btree (list_id);

CREATE INDEX consent_import_member_id_90e5f631 ON public.consent_import USING btree (member_id);

CREATE INDEX consent_importline_of_id_75b3f21f ON public.consent_importline USING btree (of_id);

CREATE INDEX consent_joinkey_brand_id_a4903482 ON public.consent_joinkey USING btree (brand_id);

CREATE INDEX consent_joinkey_created_by_id_e46817f5 ON public.consent_joinkey USING btree (created_by_id);

CREATE INDEX consent_joinkey_digest_262d3b54_like ON public.consent_joinkey USING btree (digest varchar_pattern_ops);

CREATE INDEX consent_joinkey_list_id_5fa4ef1c ON public.consent_joinkey USING btree (list_id);

CREATE INDEX consent_lifting_answered_by_id_30b5e2ce ON public.consent_lifting USING btree (answered_by_id);

CREATE INDEX consent_lifting_asked_by_id_15c744a6 ON public.consent_lifting USING btree (asked_by_id);

CREATE INDEX consent_lifting_brand_id_128fee82 ON public.consent_lifting USING btree (brand_id);

CREATE INDEX consent_lifting_contact_id_675bcf5c ON public.consent_lifting USING btree (contact_id);

CREATE INDEX consent_lifting_suppression_id_b9d0593b ON public.consent_lifting USING btree (suppression_id);

CREATE INDEX consent_list_brand_id_6c01f294 ON public.consent_list USING btree (brand_id);

CREATE INDEX consent_list_created_by_id_28cb0e20 ON public.consent_list USING btree (created_by_id);

CREATE INDEX consent_list_slug_0925207c ON public.consent_list USING btree (slug);

CREATE INDEX consent_list_slug_0925207c_like ON public.consent_list USING btree (slug varchar_pattern_ops);

CREATE INDEX consent_mem_list_id_aa829b_idx ON public.consent_membership USING btree (list_id, state, contact_id);

CREATE INDEX consent_membership_brand_id_0a89fee9 ON public.consent_membership USING btree (brand_id);

CREATE INDEX consent_membership_contact_id_b4d448de ON public.consent_membership USING btree (contact_id);

CREATE INDEX consent_membership_list_id_e2846875 ON public.consent_membership USING btree (list_id);

CREATE INDEX consent_notice_author_id_77cb1ebf ON public.consent_notice USING btree (author_id);

CREATE INDEX consent_notice_list_id_5d228d14 ON public.consent_notice USING btree (list_id);

CREATE INDEX consent_preference_brand_id_31068e1a ON public.consent_preference USING btree (brand_id);

CREATE INDEX consent_preference_contact_id_a9e6a680 ON public.consent_preference USING btree (contact_id);

CREATE INDEX consent_preference_list_id_678d3416 ON public.consent_preference USING btree (list_id);

CREATE INDEX consent_req_brand_i_5681ab_idx ON public.consent_request USING btree (brand_id, endpoint, asked_at DESC);

CREATE INDEX consent_req_brand_i_895072_idx ON public.consent_request USING btree (brand_id, person_key, asked_at DESC);

CREATE INDEX consent_req_brand_i_bb83f5_idx ON public.consent_request USING btree (brand_id, asked_at DESC);

CREATE INDEX consent_request_brand_id_556572fd ON public.consent_request USING btree (brand_id);

CREATE INDEX consent_request_contact_id_cf64f0c0 ON public.consent_request USING btree (contact_id);

CREATE INDEX consent_request_notices_notice_id_0b70b8c9 ON public.consent_request_notices USING btree (notice_id);

CREATE INDEX consent_request_notices_request_id_a138bc6a ON public.consent_request_notices USING btree (request_id);

CREATE INDEX consent_request_token_dd3c7e72_like ON public.consent_request USING btree (token varchar_pattern_ops);

CREATE INDEX consent_sho_exchang_de8238_idx ON public.consent_shown USING btree (exchange);

CREATE INDEX consent_shown_brand_id_417c231b ON public.consent_shown USING btree (brand_id);

CREATE INDEX consent_shown_notice_id_971378a4 ON public.consent_shown USING btree (notice_id);

CREATE INDEX consent_suppression_brand_id_d2c4187f ON public.consent_suppression USING btree (brand_id);

CREATE INDEX consent_suppression_list_id_e53cb0f0 ON public.consent_suppression USING btree (list_id);

CREATE INDEX consent_suppression_member_id_429f8b8c ON public.consent_suppression USING btree (member_id);

CREATE INDEX contact_first ON public.people_contact USING btree (brand_id, id) WHERE is_vip;

CREATE UNIQUE INDEX credit_step_once ON public.gate_creditentry USING btree (delivery_id, kind) WHERE (delivery_id IS NOT NULL);

CREATE INDEX delivery_of_list_that_left ON public.gate_delivery USING btree (channel_id, sent_at) WHERE (on_id IS NOT NULL);

CREATE INDEX delivery_on_list ON public.gate_delivery USING btree (on_id, contact_id, created_at DESC) WHERE (on_id IS NOT NULL);

CREATE INDEX delivery_to_record ON public.gate_delivery USING btree (state) WHERE (recorded_at IS NULL);

CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);

CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);

CREATE INDEX draft_scheduled ON public.drafts_draft USING btree (scheduled_at) WHERE ((state)::text = 'scheduled'::text);

CREATE INDEX drafts_approval_draft_id_7bb100a3 ON public.drafts_approval USING btree (draft_id);

CREATE INDEX drafts_approval_member_id_1191f75f ON public.drafts_approval USING btree (member_id);

CREATE INDEX drafts_composition_brand_id_77fe89b6 ON public.drafts_composition USING btree (brand_id);

CREATE INDEX drafts_composition_item_id_55a3735c ON public.drafts_composition USING btree (item_id);

CREATE INDEX drafts_composition_member_id_80ece77f ON public.drafts_composition USING btree (member_id);

CREATE INDEX drafts_draf_contact_d723fa_idx ON public.drafts_draft USING btree (contact_id, channel_id, state);

CREATE INDEX drafts_draft_asks_id_12961a0b ON public.drafts_draft USING btree (asks_id);

CREATE INDEX drafts_draft_author_id_c56effe1 ON public.drafts_draft USING btree (author_id);

CREATE INDEX drafts_draft_brand_id_459f3eb0 ON public.drafts_draft USING btree (brand_id);

CREATE INDEX drafts_draft_channel_id_22922e28 ON public.drafts_draft USING btree (channel_id);

CREATE INDEX drafts_draft_composition_id_be7769d3 ON public.drafts_draft USING btree (composition_id);

CREATE INDEX drafts_draft_contact_id_5b59c6af ON public.drafts_draft USING btree (contact_id);

CREATE INDEX drafts_draft_decision_id_f6279908 ON public.drafts_draft USING btree (decision_id);

CREATE INDEX drafts_draft_files_draft_id_f4c57ae7 ON public.drafts_draft_files USING btree (draft_id);

CREATE INDEX drafts_draft_files_storedfile_id_938d9555 ON public.drafts_draft_files USING btree (storedfile_id);

CREATE INDEX drafts_feed_brand_i_93133c_idx ON public.drafts_feeditem USING btree (brand_id, id DESC);

CREATE INDEX drafts_feed_brand_id_5761795f ON public.drafts_feed USING btree (brand_id);

CREATE INDEX drafts_feed_member_id_9d43a59d ON public.drafts_feed USING btree (member_id);

CREATE INDEX drafts_feeditem_brand_id_afa09dac ON public.drafts_feeditem USING btree (brand_id);

CREATE INDEX drafts_feeditem_feed_id_d1d0a169 ON public.drafts_feeditem USING btree (feed_id);

CREATE INDEX drafts_noteremark_member_id_7a5e738a ON public.drafts_noteremark USING btree (member_id);

CREATE INDEX drafts_noteremark_note_id_932e3c98 ON public.drafts_noteremark USING btree (note_id);

CREATE INDEX drafts_personalnote_begun_by_id_00192488 ON public.drafts_personalnote USING btree (begun_by_id);

CREATE INDEX drafts_personalnote_brand_id_517f86b2 ON public.drafts_personalnote USING btree (brand_id);

CREATE INDEX drafts_personalnote_channel_id_fa1675a4 ON public.drafts_personalnote USING btree (channel_id);

CREATE INDEX drafts_personalnote_contact_id_6c58db39 ON public.drafts_personalnote USING btree (contact_id);

CREATE INDEX drafts_personalnote_writer_id_698033eb ON public.drafts_personalnote USING btree (writer_id);

CREATE INDEX earlier_of_one ON public.brand_earlier USING btree (channel_id, external_id);

CREATE INDEX enclosure_to_fetch ON public.wire_enclosure USING btree (try_after) WHERE (settled_at IS NULL);

CREATE INDEX ending_by_day ON public.work_ending USING btree (brand_id, at, channel_id, thread_id, member_id, seconds);

CREATE INDEX entry_exchange ON public.consent_entry USING btree (exchange) WHERE (exchange IS NOT NULL);

CREATE INDEX event_to_look_at ON public.wire_event USING btree (channel_id, id DESC) WHERE (NOT ((remark)::text = ''::text));

CREATE INDEX event_to_route ON public.wire_event USING btree (try_after) WHERE (routed_at IS NULL);

CREATE INDEX exhibit_by_weight ON public.friends_exhibit USING btree (channel_id, weight DESC, said_at);

CREATE INDEX exhibit_to_take_down ON public.friends_exhibit USING btree (take_down_after) WHERE ((take_down_at IS NOT NULL) AND (taken_down_at IS NULL));

CREATE INDEX exhibits_to_read ON public.friends_reading USING btree (try_after) WHERE (done_at IS NULL);

CREATE INDEX feed_to_ask ON public.drafts_feed USING btree (due_at) WHERE ((state)::text = ANY (ARRAY[('looking'::character varying)::text, ('on'::character varying)::text]));

CREATE INDEX friends_exhibit_brand_id_e50975fb ON public.friends_exhibit USING btree (brand_id);

CREATE INDEX friends_exhibit_channel_id_24db9dee ON public.friends_exhibit USING btree (channel_id);

CREATE INDEX friends_exhibit_kept_by_id_fbe38366 ON public.friends_exhibit USING btree (kept_by_id);

CREATE INDEX friends_exhibit_take_down_by_id_58f12228 ON public.friends_exhibit USING btree (take_down_by_id);

CREATE INDEX friends_invitation_brand_id_dbc21583 ON public.friends_invitation USING btree (brand_id);

CREATE INDEX friends_invitation_dropped_by_id_323c0957 ON public.friends_invitation USING btree (dropped_by_id);

CREATE INDEX friends_policyline_brand_id_ced189d6 ON public.friends_policyline USING btree (brand_id);

CREATE INDEX friends_policyline_changed_by_id_ca2f847e ON public.friends_policyline USING btree (changed_by_id);

CREATE INDEX friends_req_brand_i_c57415_idx ON public.friends_request USING btree (brand_id, state, id DESC);

CREATE INDEX friends_request_brand_id_e3bbb739 ON public.friends_request USING btree (brand_id);

CREATE INDEX friends_request_channel_id_04df905f ON public.friends_request USING btree (channel_id);

CREATE INDEX friends_request_decided_by_id_e9b954c6 ON public.friends_request USING btree (decided_by_id);

CREATE INDEX friends_request_draft_id_521b1ecb ON public.friends_request USING btree (draft_id);

CREATE INDEX friends_request_handle_id_eeed7be6 ON public.friends_request USING btree (handle_id);

CREATE INDEX gate_attempt_delivery_id_371f410d ON public.gate_attempt USING btree (delivery_id);

CREATE INDEX gate_creditentry_channel_id_27d32cd4 ON public.gate_creditentry USING btree (channel_id);

CREATE INDEX gate_creditentry_delivery_id_9ba7ab19 ON public.gate_creditentry USING btree (delivery_id);

CREATE INDEX gate_creditentry_member_id_f36e4b1a ON public.gate_creditentry USING btree (member_id);

CREATE INDEX gate_decisi_brand_i_250ce5_idx ON public.gate_decision USING btree (brand_id, decided_at DESC);

CREATE INDEX gate_decisi_contact_4e6e37_idx ON public.gate_decision USING btree (contact_id, decided_at DESC);

CREATE INDEX gate_decision_brand_id_0201d95d ON public.gate_decision USING btree (brand_id);

CREATE INDEX gate_decision_channel_id_de303170 ON public.gate_decision USING btree (channel_id);

CREATE INDEX gate_decision_contact_id_a66fc395 ON public.gate_decision USING btree (contact_id);

CREATE INDEX gate_decision_member_id_97fd8132 ON public.gate_decision USING btree (member_id);

CREATE INDEX gate_delive_brand_i_eafad9_idx ON public.gate_delivery USING btree (brand_id, text_digest, created_at DESC);

CREATE INDEX gate_delive_channel_c4aff1_idx ON public.gate_delivery USING btree (channel_id, external_id);

CREATE INDEX gate_delive_channel_d4ce99_idx ON public.gate_delivery USING btree (channel_id, state, not_before);

CREATE INDEX gate_delive_contact_636f65_idx ON public.gate_delivery USING btree (contact_id, channel_id, created_at DESC);

CREATE INDEX gate_delive_state_cab1b4_idx ON public.gate_delivery USING btree (state, not_before);

CREATE INDEX gate_delivery_brand_id_f667113c ON public.gate_delivery USING btree (brand_id);

CREATE INDEX gate_delivery_channel_id_affecbb9 ON public.gate_delivery USING btree (channel_id);

CREATE INDEX gate_delivery_contact_id_8372c9a6 ON public.gate_delivery USING btree (contact_id);

CREATE INDEX gate_delivery_files_delivery_id_ab9042fa ON public.gate_delivery_files USING btree (delivery_id);

CREATE INDEX gate_delivery_files_storedfile_id_ee9b2668 ON public.gate_delivery_files USING btree (storedfile_id);

CREATE INDEX gate_delivery_key_0fcff5a8_like ON public.gate_delivery USING btree (key varchar_pattern_ops);

CREATE INDEX gate_delivery_on_id_a2ea2d2d ON public.gate_delivery USING btree (on_id);

CREATE INDEX gate_houseversion_author_id_c61953fd ON public.gate_houseversion USING btree (author_id);

CREATE INDEX gate_houseversion_brand_id_2f0776f7 ON public.gate_houseversion USING btree (brand_id);

CREATE INDEX gate_houseversion_pack_id_72230136 ON public.gate_houseversion USING btree (pack_id);

CREATE INDEX gate_houseversion_pack_id_72230136_like ON public.gate_houseversion USING btree (pack_id varchar_pattern_ops);

CREATE INDEX gate_invitation_on_id_61dbcaa4 ON public.gate_invitation USING btree (on_id);

CREATE INDEX gate_packtext_digest_6146ee6d_like ON public.gate_packtext USING btree (digest varchar_pattern_ops);

CREATE INDEX gate_policyversion_version_904b8f72_like ON public.gate_policyversion USING btree (version varchar_pattern_ops);

CREATE INDEX gate_receipt_delivery_id_e3827b97 ON public.gate_receipt USING btree (delivery_id);

CREATE INDEX gate_refusal_channel_id_eabaef99 ON public.gate_refusal USING btree (channel_id);

CREATE INDEX gate_refusal_contact_id_818e27c7 ON public.gate_refusal USING btree (contact_id);

CREATE INDEX gate_score_brand_id_8636d3be ON public.gate_score USING btree (brand_id);

CREATE INDEX gate_score_last_id_d8d21824 ON public.gate_score USING btree (last_id);

CREATE INDEX gate_signal_channel_bdfcee_idx ON public.gate_signal USING btree (channel_id, kind, at);

CREATE INDEX gate_signal_channel_id_15061397 ON public.gate_signal USING btree (channel_id);

CREATE INDEX gate_signal_delivery_id_3d444c4b ON public.gate_signal USING btree (delivery_id);

CREATE INDEX gate_slot_contact_id_d52b8be0 ON public.gate_slot USING btree (contact_id);

CREATE INDEX gate_slot_counter_83bc47_idx ON public.gate_slot USING btree (counter_id, state, at, contact_id);

CREATE INDEX gate_slot_counter_id_4180ef58 ON public.gate_slot USING btree (counter_id);

CREATE INDEX gate_slot_delivery_id_c9f71d2c ON public.gate_slot USING btree (delivery_id);

CREATE INDEX gate_ticket_channel_id_d1be9677 ON public.gate_ticket USING btree (channel_id);

CREATE INDEX gate_ticket_handle_id_20810167 ON public.gate_ticket USING btree (handle_id);

CREATE INDEX gate_ticket_on_id_a8c0063e ON public.gate_ticket USING btree (on_id);

CREATE INDEX gate_ticket_ticket__26fa49_idx ON public.gate_ticketuse USING btree (ticket_id, state, at);

CREATE INDEX gate_ticketuse_ticket_id_3f768573 ON public.gate_ticketuse USING btree (ticket_id);

CREATE INDEX gate_turn_channel_id_031e6bba ON public.gate_turn USING btree (channel_id);

CREATE INDEX gate_turn_member_id_b2047740 ON public.gate_turn USING btree (member_id);

CREATE INDEX handle_to_look_up ON public.people_handle USING btree (look_up_after) WHERE (looked_up_at IS NULL);

CREATE INDEX import_line_key ON public.consent_importline USING btree (of_id, key);

CREATE INDEX import_under_way ON public.consent_import USING btree (id) WHERE ((state)::text = ANY (ARRAY[('trying'::character varying)::text, ('running'::character varying)::text, ('undoing'::character varying)::text]));

CREATE INDEX inbox_act_brand_i_521788_idx ON public.inbox_act USING btree (brand_id, kind, at);

CREATE INDEX inbox_act_brand_id_f4aa9d22 ON public.inbox_act USING btree (brand_id);

CREATE INDEX inbox_act_member_id_10ea8b58 ON public.inbox_act USING btree (member_id);

CREATE INDEX inbox_act_thread__341ad1_idx ON public.inbox_act USING btree (thread_id, id);

CREATE INDEX inbox_act_thread_id_e7de2e61 ON public.inbox_act USING btree (thread_id);

CREATE INDEX inbox_label_brand_id_b1b613f3 ON public.inbox_label USING btree (brand_id);

CREATE INDEX inbox_menti_member__119d3e_idx ON public.inbox_mention USING btree (member_id, id DESC);

CREATE INDEX inbox_mention_brand_id_8b0dbf34 ON public.inbox_mention USING btree (brand_id);

CREATE INDEX inbox_mention_member_id_2d134ea8 ON public.inbox_mention USING btree (member_id);

CREATE INDEX inbox_mention_note_id_faf965dc ON public.inbox_mention USING btree (note_id);

CREATE INDEX inbox_mention_thread_id_a2a801c9 ON public.inbox_mention USING btree (thread_id);

CREATE INDEX inbox_messa_thread__e8126f_idx ON public.inbox_message USING btree (thread_id, id DESC);

CREATE INDEX inbox_message_brand_id_2c48fab0 ON public.inbox_message USING btree (brand_id);

CREATE INDEX inbox_message_channel_id_5102d250 ON public.inbox_message USING btree (channel_id);

CREATE INDEX inbox_message_files_message_id_cc80c1bd ON public.inbox_message_files USING btree (message_id);

CREATE INDEX inbox_message_files_storedfile_id_e9bc4ea7 ON public.inbox_message_files USING btree (storedfile_id);

CREATE INDEX inbox_message_thread_id_769523a2 ON public.inbox_message USING btree (thread_id);

CREATE INDEX inbox_message_words_gin ON public.inbox_message_words USING gin (words) WITH (fastupdate='on', gin_pending_list_limit='512');

CREATE INDEX inbox_note_brand_id_9b17ad31 ON public.inbox_note USING btree (brand_id);

CREATE INDEX inbox_note_member_id_3d3ebddf ON public.inbox_note USING btree (member_id);

CREATE INDEX inbox_note_thread_id_c061c0f6 ON public.inbox_note USING btree (thread_id);

CREATE INDEX inbox_note_words_gin ON public.inbox_note_words USING gin (words) WITH (fastupdate='on', gin_pending_list_limit='512');

CREATE INDEX inbox_reaction_brand_id_8d047910 ON public.inbox_reaction USING btree (brand_id);

CREATE INDEX inbox_reaction_contact_id_520d3485 ON public.inbox_reaction USING btree (contact_id);

CREATE INDEX inbox_reaction_message_id_c20fe3ed ON public.inbox_reaction USING btree (message_id);

CREATE INDEX inbox_reading_brand_id_1e5a4a2a ON public.inbox_reading USING btree (brand_id);

CREATE INDEX inbox_reading_member_id_47776781 ON public.inbox_reading USING btree (member_id);

CREATE INDEX inbox_reading_thread_id_a53b4c89 ON public.inbox_reading USING btree (thread_id);

CREATE INDEX inbox_reply_brand_id_e12060a6 ON public.inbox_reply USING btree (brand_id);

CREATE INDEX inbox_reply_thread_id_416eb0e8 ON public.inbox_reply USING btree (thread_id);

CREATE INDEX inbox_threa_brand_i_5bcf7b_idx ON public.inbox_thread USING btree (brand_id, waiting_since, id);

CREATE INDEX inbox_threa_brand_i_5cc09a_idx ON public.inbox_thread USING btree (brand_id, last_at DESC, id DESC);

CREATE INDEX inbox_threa_brand_i_66113f_idx ON public.inbox_thread USING btree (brand_id, assignee_id, stage, last_at DESC, id DESC);

CREATE INDEX inbox_threa_brand_i_77b200_idx ON public.inbox_thread USING btree (brand_id, stage, last_at DESC, id DESC);

CREATE INDEX inbox_threa_brand_i_bf85b4_idx ON public.inbox_thread USING btree (brand_id, state, last_at DESC, id DESC);

CREATE INDEX inbox_threa_brand_i_d34295_idx ON public.inbox_thread USING btree (brand_id, closes_at, id);

CREATE INDEX inbox_threa_contact_5286d7_idx ON public.inbox_thread USING btree (contact_id, channel_id);

CREATE INDEX inbox_thread_assignee_id_8dc92dca ON public.inbox_thread USING btree (assignee_id);

CREATE INDEX inbox_thread_brand_id_a73d2285 ON public.inbox_thread USING btree (brand_id);

CREATE INDEX inbox_thread_channel_id_60239531 ON public.inbox_thread USING btree (channel_id);

CREATE INDEX inbox_thread_contact_id_1cbbd282 ON public.inbox_thread USING btree (contact_id);

CREATE INDEX inbox_thread_handle_id_dc3cf99c ON public.inbox_thread USING btree (handle_id);

CREATE INDEX inbox_thread_labels_label_id_59856c0d ON public.inbox_thread_labels USING btree (label_id);

CREATE INDEX inbox_thread_labels_thread_id_76cbfb30 ON public.inbox_thread_labels USING btree (thread_id);

CREATE INDEX inbox_thread_team_id_4854d7a2 ON public.inbox_thread USING btree (team_id);

CREATE INDEX inbox_thread_words_gin ON public.inbox_thread_words USING gin (words) WITH (fastupdate='on', gin_pending_list_limit='512');

CREATE INDEX inbox_unsent_brand_id_720082c1 ON public.inbox_unsent USING btree (brand_id);

CREATE INDEX inbox_unsent_files_storedfile_id_f42824cb ON public.inbox_unsent_files USING btree (storedfile_id);

CREATE INDEX inbox_unsent_files_unsent_id_9882e582 ON public.inbox_unsent_files USING btree (unsent_id);

CREATE INDEX inbox_unsent_member_id_b5e51478 ON public.inbox_unsent USING btree (member_id);

CREATE INDEX inbox_unsent_thread_id_f749beff ON public.inbox_unsent USING btree (thread_id);

CREATE INDEX invitation_to_follow ON public.friends_invitation USING btree (brand_id) WHERE ((connected_at IS NULL) AND (dropped_at IS NULL));

CREATE INDEX mention_to_look_at ON public.wall_mention USING btree (due_at) WHERE (NOT (due_at IS NULL));

CREATE UNIQUE INDEX merged_once_at_a_time ON public.people_merge USING btree (gone_id) WHERE (undone_at IS NULL);

CREATE INDEX message_by_day ON public.inbox_message USING btree (brand_id, said_at);

CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);

CREATE INDEX note_by_state ON public.drafts_personalnote USING btree (brand_id, state, changed_at DESC);

CREATE UNIQUE INDEX one_edge_of_an_address ON public.people_relationship USING btree (handle_id, channel_id, kind) WHERE (until IS NULL);

CREATE UNIQUE INDEX one_edge_that_holds ON public.people_relationship USING btree (contact_id, channel_id, kind) WHERE ((handle_id IS NULL) AND (until IS NULL));

CREATE UNIQUE INDEX one_lifting_that_waits ON public.consent_lifting USING btree (suppression_id) WHERE ((answer)::text = ''::text);

CREATE UNIQUE INDEX one_list_per_keyword ON public.consent_list USING btree (brand_id, keyword) WHERE (NOT ((keyword)::text = ''::text));

CREATE UNIQUE INDEX one_open_request ON public.friends_request USING btree (channel_id, handle_id) WHERE ((state)::text = 'open'::text);

CREATE UNIQUE INDEX one_public_thread_each ON public.inbox_thread USING btree (channel_id, post, contact_id) WHERE ((contact_id IS NOT NULL) AND (post > 0));

CREATE UNIQUE INDEX one_public_thread_of_nobody ON public.inbox_thread USING btree (channel_id, post) WHERE ((contact_id IS NULL) AND (post > 0));

CREATE UNIQUE INDEX one_suppression_per_list ON public.consent_suppression USING btree (brand_id, network, digest, list_id) WHERE (lifted_at IS NULL);

CREATE UNIQUE INDEX one_suppression_that_holds ON public.consent_suppression USING btree (brand_id, network, digest) WHERE ((lifted_at IS NULL) AND (list_id IS NULL));

CREATE UNIQUE INDEX one_unseen_per_subject ON public.brand_notification USING btree (member_id, subject) WHERE (seen_at IS NULL);

CREATE UNIQUE INDEX opening_of_page_once_a_day ON public.wall_opening USING btree (page_id, day) WHERE (post_id IS NULL);

CREATE UNIQUE INDEX opening_of_post_once_a_day ON public.wall_opening USING btree (page_id, day, post_id) WHERE (post_id IS NOT NULL);

CREATE INDEX people_cont_brand_i_0d84c1_idx ON public.people_contact USING btree (brand_id, name);

CREATE INDEX people_contact_alike ON public.people_contact USING gin (lower((name)::text) public.gin_trgm_ops);

CREATE INDEX people_contact_brand_id_9599f809 ON public.people_contact USING btree (brand_id);

CREATE INDEX people_contact_merged_into_id_89cd33fe ON public.people_contact USING btree (merged_into_id);

CREATE INDEX people_contact_relation_by_id_87c689cd ON public.people_contact USING btree (relation_by_id);

CREATE INDEX people_contact_words_gin ON public.people_contact_words USING gin (words) WITH (fastupdate='on', gin_pending_list_limit='512');

CREATE INDEX people_enga_contact_0538bd_idx ON public.people_engagement USING btree (contact_id, channel_id, kind, occurred_at DESC);

CREATE INDEX people_engagement_brand_id_594e293b ON public.people_engagement USING btree (brand_id);

CREATE INDEX people_engagement_channel_id_f1b20679 ON public.people_engagement USING btree (channel_id);

CREATE INDEX people_engagement_contact_id_a4170c80 ON public.people_engagement USING btree (contact_id);

CREATE INDEX people_engagement_handle_id_5c950827 ON public.people_engagement USING btree (handle_id);

CREATE INDEX people_forgetting_brand_id_9e926618 ON public.people_forgetting USING btree (brand_id);

CREATE INDEX people_forgetting_contact_id_61ba2b7b ON public.people_forgetting USING btree (contact_id);

CREATE INDEX people_forgetting_member_id_6eebbc74 ON public.people_forgetting USING btree (member_id);

CREATE INDEX people_handle_alike ON public.people_handle USING gin (lower((address)::text) public.gin_trgm_ops);

CREATE INDEX people_handle_brand_id_9b3b7c2f ON public.people_handle USING btree (brand_id);

CREATE INDEX people_handle_contact_id_e987e23e ON public.people_handle USING btree (contact_id);

CREATE INDEX people_handle_words_gin ON public.people_handle_words USING gin (words) WITH (fastupdate='on', gin_pending_list_limit='512');

CREATE INDEX people_link_brand_id_ec4b3822 ON public.people_link USING btree (brand_id);

CREATE INDEX people_link_contact_53ebce_idx ON public.people_link USING btree (contact_id, id DESC);

CREATE INDEX people_link_contact_id_c10f6a23 ON public.people_link USING btree (contact_id);

CREATE INDEX people_link_handle_id_9a56f9bc ON public.people_link USING btree (handle_id);

CREATE INDEX people_link_member_id_cf7364b2 ON public.people_link USING btree (member_id);

CREATE INDEX people_link_was_id_6723258d ON public.people_link USING btree (was_id);

CREATE INDEX people_look_brand_id_83639a98 ON public.people_look USING btree (brand_id);

CREATE INDEX people_look_contact_id_3f6bd8af ON public.people_look USING btree (contact_id);

CREATE INDEX people_look_member_id_42652baf ON public.people_look USING btree (member_id);

CREATE INDEX people_merge_brand_id_e225627b ON public.people_merge USING btree (brand_id);

CREATE INDEX people_merge_gone_id_6b6bd31a ON public.people_merge USING btree (gone_id);

CREATE INDEX people_merge_kept_id_d4ee6e06 ON public.people_merge USING btree (kept_id);

CREATE INDEX people_merge_member_id_e2d7c6ff ON public.people_merge USING btree (member_id);

CREATE INDEX people_merge_undone_by_id_86c91a07 ON public.people_merge USING btree (undone_by_id);

CREATE INDEX people_relationship_brand_id_39bc038a ON public.people_relationship USING btree (brand_id);

CREATE INDEX people_relationship_channel_id_5f1292df ON public.people_relationship USING btree (channel_id);

CREATE INDEX people_relationship_contact_id_5a1f2fc6 ON public.people_relationship USING btree (contact_id);

CREATE INDEX people_relationship_handle_id_315a912a ON public.people_relationship USING btree (handle_id);

CREATE INDEX people_score_brand_id_66624c0e ON public.people_score USING btree (brand_id);

CREATE INDEX people_sigh_contact_84e803_idx ON public.people_sighting USING btree (contact_id, channel_id, kind);

CREATE INDEX people_sighting_brand_id_38f91b49 ON public.people_sighting USING btree (brand_id);

CREATE INDEX people_sighting_channel_id_4b048ea4 ON public.people_sighting USING btree (channel_id);

CREATE INDEX people_sighting_contact_id_8af77a41 ON public.people_sighting USING btree (contact_id);

CREATE INDEX people_sighting_handle_id_3926686a ON public.people_sighting USING btree (handle_id);

CREATE INDEX people_visitordevice_brand_id_efc13210 ON public.people_visitordevice USING btree (brand_id);

CREATE INDEX people_visitordevice_endpoint_7eeef0aa_like ON public.people_visitordevice USING btree (endpoint varchar_pattern_ops);

CREATE INDEX people_visitordevice_handle_id_2194743c ON public.people_visitordevice USING btree (handle_id);

CREATE INDEX poll_newest ON public.wall_poll USING btree (brand_id, id DESC);

CREATE INDEX post_by_day ON public.wall_post USING btree (brand_id, said_at);

CREATE UNIQUE INDEX preference_once_for_all ON public.consent_preference USING btree (contact_id) WHERE (list_id IS NULL);

CREATE INDEX recipient_due ON public.campaigns_recipient USING btree (due_at) WHERE ((state)::text = ANY (ARRAY[('waiting'::character varying)::text, ('deferred'::character varying)::text]));

CREATE INDEX refusal_that_holds ON public.gate_refusal USING btree (channel_id, contact_id) WHERE (lifted_at IS NULL);

CREATE INDEX reply_open ON public.inbox_reply USING btree (thread_id) WHERE (NOT is_settled);

CREATE INDEX request_by_arrival ON public.friends_request USING btree (channel_id, heard_at);

CREATE INDEX request_by_picture ON public.friends_request USING btree (brand_id, picture_mark) WHERE (NOT ((picture_mark)::text = ''::text));

CREATE INDEX request_pending ON public.consent_request USING btree (expires_at) WHERE ((confirmed_at IS NULL) AND (lapsed_at IS NULL));

CREATE INDEX request_to_look_up ON public.friends_request USING btree (look_after) WHERE ((looked_at IS NULL) AND ((source)::text = 'network'::text) AND ((state)::text = 'open'::text));

CREATE INDEX request_to_settle ON public.friends_request USING btree (settle_after) WHERE (is_by_program AND (settled_at IS NULL));

CREATE INDEX score_highest_first ON public.people_score USING btree (brand_id, value DESC, contact_id);

CREATE INDEX suppression_of_import ON public.consent_suppression USING btree (exchange) WHERE (exchange IS NOT NULL);

CREATE INDEX suppression_of_person ON public.consent_suppression USING btree (brand_id, person_key) WHERE (NOT ((person_key)::text = ''::text));

CREATE INDEX thread_by_close ON public.inbox_thread USING btree (brand_id, stage, closes_at, id) WHERE (closes_at IS NOT NULL);

CREATE INDEX thread_by_wait ON public.inbox_thread USING btree (brand_id, stage, waiting_since, id) WHERE (waiting_since IS NOT NULL);

CREATE INDEX thread_by_wait_for ON public.inbox_thread USING btree (brand_id, assignee_id, stage, waiting_since, id) WHERE (waiting_since IS NOT NULL);

CREATE INDEX thread_put_off ON public.inbox_thread USING btree (later_until) WHERE (later_until IS NOT NULL);

CREATE INDEX thread_to_look_at ON public.inbox_thread USING btree (look_at) WHERE (look_at IS NOT NULL);

CREATE INDEX thread_waits_for ON public.inbox_thread USING btree (brand_id, assignee_id) WHERE (((state)::text = 'open'::text) AND (waiting_since IS NOT NULL));

CREATE INDEX ticket_by_token ON public.gate_ticket USING btree (channel_id, digest);

CREATE UNIQUE INDEX ticket_for_one_at_a_time ON public.gate_ticketuse USING btree (ticket_id) WHERE ((state)::text = 'reserved'::text);

CREATE INDEX ticket_of_list ON public.gate_ticket USING btree (channel_id, on_id, handle_id);

CREATE INDEX to_be_mailed ON public.brand_notification USING btree (mail_due_at) WHERE (NOT (mail_due_at IS NULL));

CREATE INDEX to_be_pushed ON public.brand_notification USING btree (push_due_at) WHERE (NOT (push_due_at IS NULL));

CREATE INDEX turn_by_day ON public.work_turn USING btree (brand_id, asked_at, channel_id, thread_id, member_id, seconds);

CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY (ARRAY[('totp'::character varying)::text, ('recovery_codes'::character varying)::text]));

CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";

CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;

CREATE UNIQUE INDEX view_once_per_member ON public.work_view USING btree (member_id, name) WHERE ((deleted_at IS NULL) AND (member_id IS NOT NULL));

CREATE UNIQUE INDEX view_once_per_team ON public.work_view USING btree (brand_id, name) WHERE ((deleted_at IS NULL) AND (member_id IS NULL));

CREATE INDEX visitor_push_due ON public.wire_visitorpush USING btree (due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX vote_of_a_person ON public.wall_vote USING btree (poll_id, contact_id, voted_at DESC);

CREATE INDEX wall_choice_on_id_2eed772d ON public.wall_choice USING btree (on_id);

CREATE INDEX wall_choice_poll_id_55a4f2e2 ON public.wall_choice USING btree (poll_id);

CREATE INDEX wall_commen_post_id_3b89f2_idx ON public.wall_comment USING btree (post_id, said_at);

CREATE INDEX wall_comment_brand_id_f83119e7 ON public.wall_comment USING btree (brand_id);

CREATE INDEX wall_comment_channel_id_6987c500 ON public.wall_comment USING btree (channel_id);

CREATE INDEX wall_comment_contact_id_a58c5c28 ON public.wall_comment USING btree (contact_id);

CREATE INDEX wall_comment_files_comment_id_efd6bb37 ON public.wall_comment_files USING btree (comment_id);

CREATE INDEX wall_comment_files_storedfile_id_694ddb4e ON public.wall_comment_files USING btree (storedfile_id);

CREATE INDEX wall_comment_post_id_003675f3 ON public.wall_comment USING btree (post_id);

CREATE INDEX wall_comment_words_gin ON public.wall_comment_words USING gin (words) WITH (fastupdate='on', gin_pending_list_limit='512');

CREATE INDEX wall_mention_brand_id_86c09c52 ON public.wall_mention USING btree (brand_id);

CREATE INDEX wall_mention_post_id_cac89ca6 ON public.wall_mention USING btree (post_id);

CREATE INDEX wall_mix_changed_by_id_932d76a3 ON public.wall_mix USING btree (changed_by_id);

CREATE INDEX wall_opening_page_id_0b669925 ON public.wall_opening USING btree (page_id);

CREATE INDEX wall_opening_post_id_fab6821f ON public.wall_opening USING btree (post_id);

CREATE INDEX wall_page_cover_id_0a9182f2 ON public.wall_page USING btree (cover_id);

CREATE INDEX wall_page_cover_small_id_33480e65 ON public.wall_page USING btree (cover_small_id);

CREATE INDEX wall_page_face_id_cef01ec6 ON public.wall_page USING btree (face_id);

CREATE INDEX wall_page_face_small_id_995e38a8 ON public.wall_page USING btree (face_small_id);

CREATE INDEX wall_page_posts_on_id_ff2107e4 ON public.wall_page USING btree (posts_on_id);

CREATE INDEX wall_poll_brand_id_e6da0a22 ON public.wall_poll USING btree (brand_id);

CREATE INDEX wall_poll_created_by_id_a8a1a7cd ON public.wall_poll USING btree (created_by_id);

CREATE INDEX wall_poll_on_id_ec8d5b7b ON public.wall_poll USING btree (on_id);

CREATE INDEX wall_poll_page_id_36350de8 ON public.wall_poll USING btree (page_id);

CREATE INDEX wall_post_brand_i_2d2c8a_idx ON public.wall_post USING btree (brand_id, id DESC);

CREATE INDEX wall_post_brand_id_fcd0af4d ON public.wall_post USING btree (brand_id);

CREATE INDEX wall_post_channel_id_db0044c4 ON public.wall_post USING btree (channel_id);

CREATE INDEX wall_post_contact_id_f3b6f3bb ON public.wall_post USING btree (contact_id);

CREATE INDEX wall_post_files_post_id_8bf9c384 ON public.wall_post_files USING btree (post_id);

CREATE INDEX wall_post_files_storedfile_id_5aa31f59 ON public.wall_post_files USING btree (storedfile_id);

CREATE INDEX wall_post_page_id_56176075 ON public.wall_post USING btree (page_id);

CREATE INDEX wall_post_page_id_7324fa_idx ON public.wall_post USING btree (page_id, published_at DESC);

CREATE INDEX wall_post_words_gin ON public.wall_post_words USING gin (words) WITH (fastupdate='on', gin_pending_list_limit='512');

CREATE INDEX wall_vote_brand_id_fec6e6e1 ON public.wall_vote USING btree (brand_id);

CREATE INDEX wall_vote_choices_choice_id_961e5b59 ON public.wall_vote_choices USING btree (choice_id);

CREATE INDEX wall_vote_choices_vote_id_ea939c72 ON public.wall_vote_choices USING btree (vote_id);

CREATE INDEX wall_vote_contact_id_1acef5c6 ON public.wall_vote USING btree (contact_id);

CREATE INDEX wall_vote_handle_id_8933a589 ON public.wall_vote USING btree (handle_id);

CREATE INDEX wall_vote_poll_id_7e7128b9 ON public.wall_vote USING btree (poll_id);

CREATE INDEX wire_enclosure_channel_id_a034ba89 ON public.wire_enclosure USING btree (channel_id);

CREATE INDEX wire_event_brand_id_cbdd16c9 ON public.wire_event USING btree (brand_id);

CREATE INDEX wire_event_channel_id_34c6fe85 ON public.wire_event USING btree (channel_id);

CREATE INDEX wire_heartbeat_name_d9ff5251_like ON public.wire_heartbeat USING btree (name varchar_pattern_ops);

CREATE INDEX wire_pullcu_due_at_2b1827_idx ON public.wire_pullcursor USING btree (due_at);

CREATE INDEX wire_visitorpush_delivery_id_b0d3ada5 ON public.wire_visitorpush USING btree (delivery_id);

CREATE INDEX wire_visitorpush_device_id_f69ce818 ON public.wire_visitorpush USING btree (device_id);

CREATE INDEX work_automation_author_id_9e21b035 ON public.work_automation USING btree (author_id);

CREATE INDEX work_automation_brand_id_a68e6fdc ON public.work_automation USING btree (brand_id);

CREATE INDEX work_batch_brand_id_19b04368 ON public.work_batch USING btree (brand_id);

CREATE INDEX work_batch_member__127875_idx ON public.work_batch USING btree (member_id, id DESC);

CREATE INDEX work_batch_member_id_7cb6505e ON public.work_batch USING btree (member_id);

CREATE INDEX work_batchline_batch_id_e771511b ON public.work_batchline USING btree (batch_id);

CREATE INDEX work_batchline_thread_id_4850cd7f ON public.work_batchline USING btree (thread_id);

CREATE INDEX work_cannedreply_brand_id_59755c13 ON public.work_cannedreply USING btree (brand_id);

CREATE INDEX work_cannedreply_files_cannedreply_id_781fdeca ON public.work_cannedreply_files USING btree (cannedreply_id);

CREATE INDEX work_cannedreply_files_storedfile_id_62511616 ON public.work_cannedreply_files USING btree (storedfile_id);

CREATE INDEX work_cannedreply_member_id_daabaa91 ON public.work_cannedreply USING btree (member_id);

CREATE INDEX work_cursor_name_fcf32474_like ON public.work_cursor USING btree (name varchar_pattern_ops);

CREATE INDEX work_ending_thread_id_977bf9fa ON public.work_ending USING btree (thread_id);

CREATE INDEX work_hours_author_id_691d8cb2 ON public.work_hours USING btree (author_id);

CREATE INDEX work_macro_brand_id_b5252112 ON public.work_macro USING btree (brand_id);

CREATE INDEX work_run_at_6db890_idx ON public.work_run USING btree (at);

CREATE INDEX work_run_automat_fc2c7e_idx ON public.work_run USING btree (automation_id, id DESC);

CREATE INDEX work_run_automation_id_5b56e5b8 ON public.work_run USING btree (automation_id);

CREATE INDEX work_run_brand_id_12d4e1c6 ON public.work_run USING btree (brand_id);

CREATE INDEX work_run_thread_id_6fcc6cae ON public.work_run USING btree (thread_id);

CREATE INDEX work_turn_thread_id_3a62d2cd ON public.work_turn USING btree (thread_id);

CREATE INDEX work_view_brand_id_6012bdf9 ON public.work_view USING btree (brand_id);

CREATE INDEX work_view_member_id_871be13e ON public.work_view USING btree (member_id);

CREATE TRIGGER brand_earlier_no_update BEFORE UPDATE ON public.brand_earlier FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse();

CREATE TRIGGER campaigns_mailed_append_only BEFORE DELETE OR UPDATE ON public.campaigns_mailed FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse();

CREATE TRIGGER campaigns_review_append_only BEFORE DELETE OR UPDATE ON public.campaigns_review FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse();

CREATE TRIGGER campaigns_test_append_only BEFORE DELETE OR UPDATE ON public.campaigns_test FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse();

CREATE TRIGGER campaigns_version_append_only BEFORE DELETE OR UPDATE ON public.campaigns_version FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse();

CREATE TRIGGER consent_entry_append_only BEFORE DELETE OR UPDATE ON public.consent_entry FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse_but_for('evidence');

CREATE TRIGGER consent_notice_append_only BEFORE DELETE OR UPDATE ON public.consent_notice FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse();

CREATE TRIGGER consent_shown_append_only BEFORE DELETE OR UPDATE ON public.consent_shown FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse();

CREATE TRIGGER gate_attempt_append_only BEFORE DELETE OR UPDATE ON public.gate_attempt FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse();

CREATE TRIGGER gate_creditentry_append_only BEFORE DELETE OR UPDATE ON public.gate_creditentry FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse();

CREATE TRIGGER gate_creditentry_follows BEFORE INSERT ON public.gate_creditentry FOR EACH ROW EXECUTE FUNCTION public.gate_creditentry_follows();

CREATE TRIGGER gate_decision_append_only BEFORE DELETE OR UPDATE ON public.gate_decision FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse();

CREATE TRIGGER gate_delivery_allowed BEFORE INSERT OR UPDATE OF decision_id ON public.gate_delivery FOR EACH ROW EXECUTE FUNCTION public.gate_delivery_allowed();

CREATE TRIGGER gate_houseversion_append_only BEFORE DELETE OR UPDATE ON public.gate_houseversion FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse();

CREATE TRIGGER gate_packtext_append_only BEFORE DELETE OR UPDATE ON public.gate_packtext FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse();

CREATE TRIGGER gate_policyversion_append_only BEFORE DELETE OR UPDATE ON public.gate_policyversion FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse();

CREATE TRIGGER gate_receipt_append_only BEFORE DELETE OR UPDATE ON public.gate_receipt FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse();

CREATE TRIGGER gate_signal_append_only BEFORE DELETE OR UPDATE ON public.gate_signal FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse();

CREATE TRIGGER gate_turn_append_only BEFORE DELETE OR UPDATE ON public.gate_turn FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse();

CREATE TRIGGER inbox_message_words_inbox_message_changed AFTER UPDATE OF text, taken_back_at, brand_id, channel_id, thread_id, is_ours, said_at ON public.inbox_message FOR EACH ROW WHEN (((old.text IS DISTINCT FROM new.text) OR (old.taken_back_at IS DISTINCT FROM new.taken_back_at) OR (old.brand_id IS DISTINCT FROM new.brand_id) OR (old.channel_id IS DISTINCT FROM new.channel_id) OR (old.thread_id IS DISTINCT FROM new.thread_id) OR (old.is_ours IS DISTINCT FROM new.is_ours) OR (old.said_at IS DISTINCT FROM new.said_at))) EXECUTE FUNCTION public.inbox_message_words_inbox_message();

CREATE TRIGGER inbox_message_words_inbox_message_files_changed AFTER UPDATE OF message_id ON public.inbox_message_files FOR EACH ROW WHEN ((old.message_id IS DISTINCT FROM new.message_id)) EXECUTE FUNCTION public.inbox_message_words_inbox_message_files();

CREATE TRIGGER inbox_message_words_inbox_message_files_moved AFTER INSERT OR DELETE ON public.inbox_message_files FOR EACH ROW EXECUTE FUNCTION public.inbox_message_words_inbox_message_files();

CREATE TRIGGER inbox_message_words_inbox_message_moved AFTER INSERT OR DELETE ON public.inbox_message FOR EACH ROW EXECUTE FUNCTION public.inbox_message_words_inbox_message();

CREATE TRIGGER inbox_note_words_inbox_note_changed AFTER UPDATE OF text, brand_id, thread_id, member_id, created_at ON public.inbox_note FOR EACH ROW WHEN (((old.text IS DISTINCT FROM new.text) OR (old.brand_id IS DISTINCT FROM new.brand_id) OR (old.thread_id IS DISTINCT FROM new.thread_id) OR (old.member_id IS DISTINCT FROM new.member_id) OR (old.created_at IS DISTINCT FROM new.created_at))) EXECUTE FUNCTION public.inbox_note_words_inbox_note();

CREATE TRIGGER inbox_note_words_inbox_note_moved AFTER INSERT OR DELETE ON public.inbox_note FOR EACH ROW EXECUTE FUNCTION public.inbox_note_words_inbox_note();

CREATE TRIGGER inbox_thread_words_inbox_thread_changed AFTER UPDATE OF subject, brand_id, channel_id ON public.inbox_thread FOR EACH ROW WHEN ((((old.subject)::text IS DISTINCT FROM (new.subject)::text) OR (old.brand_id IS DISTINCT FROM new.brand_id) OR (old.channel_id IS DISTINCT FROM new.channel_id))) EXECUTE FUNCTION public.inbox_thread_words_inbox_thread();

CREATE TRIGGER inbox_thread_words_inbox_thread_moved AFTER INSERT OR DELETE ON public.inbox_thread FOR EACH ROW EXECUTE FUNCTION public.inbox_thread_words_inbox_thread();

CREATE TRIGGER people_contact_words_people_contact_changed AFTER UPDATE OF name, brand_id ON public.people_contact FOR EACH ROW WHEN ((((old.name)::text IS DISTINCT FROM (new.name)::text) OR (old.brand_id IS DISTINCT FROM new.brand_id))) EXECUTE FUNCTION public.people_contact_words_people_contact();

CREATE TRIGGER people_contact_words_people_contact_moved AFTER INSERT OR DELETE ON public.people_contact FOR EACH ROW EXECUTE FUNCTION public.people_contact_words_people_contact();

CREATE TRIGGER people_engagement_append_only BEFORE DELETE OR UPDATE ON public.people_engagement FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse_but_for('contact_id', 'handle_id');

CREATE TRIGGER people_handle_words_people_handle_changed AFTER UPDATE OF address, brand_id, contact_id ON public.people_handle FOR EACH ROW WHEN ((((old.address)::text IS DISTINCT FROM (new.address)::text) OR (old.brand_id IS DISTINCT FROM new.brand_id) OR (old.contact_id IS DISTINCT FROM new.contact_id))) EXECUTE FUNCTION public.people_handle_words_people_handle();

CREATE TRIGGER people_handle_words_people_handle_moved AFTER INSERT OR DELETE ON public.people_handle FOR EACH ROW EXECUTE FUNCTION public.people_handle_words_people_handle();

CREATE TRIGGER people_link_append_only BEFORE DELETE OR UPDATE ON public.people_link FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse_but_for('evidence');

CREATE TRIGGER people_sighting_append_only BEFORE DELETE OR UPDATE ON public.people_sighting FOR EACH ROW EXECUTE FUNCTION public.askfirst_refuse_but_for('contact_id', 'handle_id');

CREATE TRIGGER wall_comment_words_wall_comment_changed AFTER UPDATE OF text, taken_back_at, brand_id, channel_id, contact_id, is_anonymous, said_at ON public.wall_comment FOR EACH ROW WHEN (((old.text IS DISTINCT FROM new.text) OR (old.taken_back_at IS DISTINCT FROM new.taken_back_at) OR (old.brand_id IS DISTINCT FROM new.brand_id) OR (old.channel_id IS DISTINCT FROM new.channel_id) OR (old.contact_id IS DISTINCT FROM new.contact_id) OR (old.is_anonymous IS DISTINCT FROM new.is_anonymous) OR (old.said_at IS DISTINCT FROM new.said_at))) EXECUTE FUNCTION public.wall_comment_words_wall_comment();

CREATE TRIGGER wall_comment_words_wall_comment_files_changed AFTER UPDATE OF comment_id ON public.wall_comment_files FOR EACH ROW WHEN ((old.comment_id IS DISTINCT FROM new.comment_id)) EXECUTE FUNCTION public.wall_comment_words_wall_comment_files();

CREATE TRIGGER wall_comment_words_wall_comment_files_moved AFTER INSERT OR DELETE ON public.wall_comment_files FOR EACH ROW EXECUTE FUNCTION public.wall_comment_words_wall_comment_files();

CREATE TRIGGER wall_comment_words_wall_comment_moved AFTER INSERT OR DELETE ON public.wall_comment FOR EACH ROW EXECUTE FUNCTION public.wall_comment_words_wall_comment();

CREATE TRIGGER wall_post_words_wall_post_changed AFTER UPDATE OF text, taken_back_at, brand_id, channel_id, contact_id, is_anonymous, said_at ON public.wall_post FOR EACH ROW WHEN (((old.text IS DISTINCT FROM new.text) OR (old.taken_back_at IS DISTINCT FROM new.taken_back_at) OR (old.brand_id IS DISTINCT FROM new.brand_id) OR (old.channel_id IS DISTINCT FROM new.channel_id) OR (old.contact_id IS DISTINCT FROM new.contact_id) OR (old.is_anonymous IS DISTINCT FROM new.is_anonymous) OR (old.said_at IS DISTINCT FROM new.said_at))) EXECUTE FUNCTION public.wall_post_words_wall_post();

CREATE TRIGGER wall_post_words_wall_post_files_changed AFTER UPDATE OF post_id ON public.wall_post_files FOR EACH ROW WHEN ((old.post_id IS DISTINCT FROM new.post_id)) EXECUTE FUNCTION public.wall_post_words_wall_post_files();

CREATE TRIGGER wall_post_words_wall_post_files_moved AFTER INSERT OR DELETE ON public.wall_post_files FOR EACH ROW EXECUTE FUNCTION public.wall_post_words_wall_post_files();

CREATE TRIGGER wall_post_words_wall_post_moved AFTER INSERT OR DELETE ON public.wall_post FOR EACH ROW EXECUTE FUNCTION public.wall_post_words_wall_post();

CREATE TRIGGER work_recount_inbox_act_changed AFTER UPDATE OF brand_id, thread_id, member_id, kind, before, after, at ON public.inbox_act FOR EACH ROW WHEN (((old.brand_id IS DISTINCT FROM new.brand_id) OR (old.thread_id IS DISTINCT FROM new.thread_id) OR (old.member_id IS DISTINCT FROM new.member_id) OR ((old.kind)::text IS DISTINCT FROM (new.kind)::text) OR ((old.before)::text IS DISTINCT FROM (new.before)::text) OR ((old.after)::text IS DISTINCT FROM (new.after)::text) OR (old.at IS DISTINCT FROM new.at))) EXECUTE FUNCTION public.work_recount_inbox_act();

CREATE TRIGGER work_recount_inbox_act_moved AFTER INSERT OR DELETE ON public.inbox_act FOR EACH ROW EXECUTE FUNCTION public.work_recount_inbox_act();

CREATE TRIGGER work_recount_inbox_message_changed AFTER UPDATE OF brand_id, thread_id, channel_id, is_ours, is_automatic, said_at, delivery_id ON public.inbox_message FOR EACH ROW WHEN (((old.brand_id IS DISTINCT FROM new.brand_id) OR (old.thread_id IS DISTINCT FROM new.thread_id) OR (old.channel_id IS DISTINCT FROM new.channel_id) OR (old.is_ours IS DISTINCT FROM new.is_ours) OR (old.is_automatic IS DISTINCT FROM new.is_automatic) OR (old.said_at IS DISTINCT FROM new.said_at) OR (old.delivery_id IS DISTINCT FROM new.delivery_id))) EXECUTE FUNCTION public.work_recount_inbox_message();

CREATE TRIGGER work_recount_inbox_message_moved AFTER INSERT OR DELETE ON public.inbox_message FOR EACH ROW EXECUTE FUNCTION public.work_recount_inbox_message();

ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_brand_member_id FOREIGN KEY (user_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.brand_change
    ADD CONSTRAINT brand_change_brand_id_69ef271d_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.brand_channel
    ADD CONSTRAINT brand_channel_brand_id_9584da1b_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.brand_device
    ADD CONSTRAINT brand_device_member_id_ddb0f11a_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.brand_earlier
    ADD CONSTRAINT brand_earlier_brand_id_b7e77125_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.brand_earlier
    ADD CONSTRAINT brand_earlier_channel_id_56ecad71_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.brand_member
    ADD CONSTRAINT brand_member_brand_id_8dd35171_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.brand_notification
    ADD CONSTRAINT brand_notification_brand_id_8de37dd0_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.brand_notification
    ADD CONSTRAINT brand_notification_member_id_2f42b2ae_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.brand_push
    ADD CONSTRAINT brand_push_device_id_ee554145_fk_brand_device_id FOREIGN KEY (device_id) REFERENCES public.brand_device(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.brand_push
    ADD CONSTRAINT brand_push_note_id_19863119_fk_brand_notification_id FOREIGN KEY (note_id) REFERENCES public.brand_notification(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.brand_rollout
    ADD CONSTRAINT brand_rollout_brand_id_52f4e429_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.brand_rollout
    ADD CONSTRAINT brand_rollout_changed_by_id_8dc6253a_fk_brand_member_id FOREIGN KEY (changed_by_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.brand_storedfile
    ADD CONSTRAINT brand_storedfile_brand_id_5742e053_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.brand_team
    ADD CONSTRAINT brand_team_brand_id_c133fdd9_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.brand_team_members
    ADD CONSTRAINT brand_team_members_member_id_c5324836_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.brand_team_members
    ADD CONSTRAINT brand_team_members_team_id_9fe908d6_fk_brand_team_id FOREIGN KEY (team_id) REFERENCES public.brand_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_campaign
    ADD CONSTRAINT campaigns_campaign_author_id_75edaa7d_fk_brand_member_id FOREIGN KEY (author_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_campaign
    ADD CONSTRAINT campaigns_campaign_brand_id_8f1e137c_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_campaign
    ADD CONSTRAINT campaigns_campaign_channel_id_7d1bbe29_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_campaign
    ADD CONSTRAINT campaigns_campaign_on_id_d75b8312_fk_consent_list_id FOREIGN KEY (on_id) REFERENCES public.consent_list(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_campaign
    ADD CONSTRAINT campaigns_campaign_stopped_by_id_96befcfb_fk_brand_member_id FOREIGN KEY (stopped_by_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_click
    ADD CONSTRAINT campaigns_click_delivery_id_95bfc8cc_fk_gate_delivery_id FOREIGN KEY (delivery_id) REFERENCES public.gate_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_mailed
    ADD CONSTRAINT campaigns_mailed_test_id_3ce8d711_fk_campaigns_test_id FOREIGN KEY (test_id) REFERENCES public.campaigns_test(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_recipient
    ADD CONSTRAINT campaigns_recipient_campaign_id_20a372e5_fk_campaigns FOREIGN KEY (campaign_id) REFERENCES public.campaigns_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_recipient
    ADD CONSTRAINT campaigns_recipient_contact_id_34f5e802_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_recipient
    ADD CONSTRAINT campaigns_recipient_decision_id_249e4811_fk_gate_decision_id FOREIGN KEY (decision_id) REFERENCES public.gate_decision(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_recipient
    ADD CONSTRAINT campaigns_recipient_delivery_id_d2e9d23f_fk_gate_delivery_id FOREIGN KEY (delivery_id) REFERENCES public.gate_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_recipient
    ADD CONSTRAINT campaigns_recipient_handle_id_66405750_fk_people_handle_id FOREIGN KEY (handle_id) REFERENCES public.people_handle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_review
    ADD CONSTRAINT campaigns_review_campaign_id_fb96a5c9_fk_campaigns_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.campaigns_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_review
    ADD CONSTRAINT campaigns_review_member_id_2d4f2b43_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_review
    ADD CONSTRAINT campaigns_review_version_id_d54750d8_fk_campaigns_version_id FOREIGN KEY (version_id) REFERENCES public.campaigns_version(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_test
    ADD CONSTRAINT campaigns_test_campaign_id_feeb9241_fk_campaigns_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.campaigns_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_test
    ADD CONSTRAINT campaigns_test_member_id_59200405_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_test
    ADD CONSTRAINT campaigns_test_version_id_2c669005_fk_campaigns_version_id FOREIGN KEY (version_id) REFERENCES public.campaigns_version(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_version
    ADD CONSTRAINT campaigns_version_author_id_ce2376d5_fk_brand_member_id FOREIGN KEY (author_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaigns_version
    ADD CONSTRAINT campaigns_version_campaign_id_2f07ae0d_fk_campaigns_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.campaigns_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_chainhead
    ADD CONSTRAINT consent_chainhead_brand_id_0a3e1a40_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_entry
    ADD CONSTRAINT consent_entry_brand_id_39c1eb68_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_entry
    ADD CONSTRAINT consent_entry_contact_id_43e379b3_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_entry
    ADD CONSTRAINT consent_entry_list_id_d3833aa3_fk_consent_list_id FOREIGN KEY (list_id) REFERENCES public.consent_list(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_entry
    ADD CONSTRAINT consent_entry_member_id_b9f5b4ae_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_entry
    ADD CONSTRAINT consent_entry_notice_id_a5ba2c2f_fk_consent_notice_id FOREIGN KEY (notice_id) REFERENCES public.consent_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_import
    ADD CONSTRAINT consent_import_brand_id_594137ad_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_import
    ADD CONSTRAINT consent_import_file_id_fdf50f9b_fk_brand_storedfile_id FOREIGN KEY (file_id) REFERENCES public.brand_storedfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_import
    ADD CONSTRAINT consent_import_list_id_0d60ded0_fk_consent_list_id FOREIGN KEY (list_id) REFERENCES public.consent_list(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_import
    ADD CONSTRAINT consent_import_member_id_90e5f631_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_importline
    ADD CONSTRAINT consent_importline_of_id_75b3f21f_fk_consent_import_id FOREIGN KEY (of_id) REFERENCES public.consent_import(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_joinkey
    ADD CONSTRAINT consent_joinkey_brand_id_a4903482_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_joinkey
    ADD CONSTRAINT consent_joinkey_created_by_id_e46817f5_fk_brand_member_id FOREIGN KEY (created_by_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_joinkey
    ADD CONSTRAINT consent_joinkey_list_id_5fa4ef1c_fk_consent_list_id FOREIGN KEY (list_id) REFERENCES public.consent_list(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_lifting
    ADD CONSTRAINT consent_lifting_answered_by_id_30b5e2ce_fk_brand_member_id FOREIGN KEY (answered_by_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_lifting
    ADD CONSTRAINT consent_lifting_asked_by_id_15c744a6_fk_brand_member_id FOREIGN KEY (asked_by_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_lifting
    ADD CONSTRAINT consent_lifting_brand_id_128fee82_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_lifting
    ADD CONSTRAINT consent_lifting_contact_id_675bcf5c_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_lifting
    ADD CONSTRAINT consent_lifting_suppression_id_b9d0593b_fk_consent_s FOREIGN KEY (suppression_id) REFERENCES public.consent_suppression(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_list
    ADD CONSTRAINT consent_list_brand_id_6c01f294_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_list
    ADD CONSTRAINT consent_list_created_by_id_28cb0e20_fk_brand_member_id FOREIGN KEY (created_by_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_membership
    ADD CONSTRAINT consent_membership_brand_id_0a89fee9_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_membership
    ADD CONSTRAINT consent_membership_contact_id_b4d448de_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_membership
    ADD CONSTRAINT consent_membership_list_id_e2846875_fk_consent_list_id FOREIGN KEY (list_id) REFERENCES public.consent_list(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_notice
    ADD CONSTRAINT consent_notice_author_id_77cb1ebf_fk_brand_member_id FOREIGN KEY (author_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_notice
    ADD CONSTRAINT consent_notice_list_id_5d228d14_fk_consent_list_id FOREIGN KEY (list_id) REFERENCES public.consent_list(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_preference
    ADD CONSTRAINT consent_preference_brand_id_31068e1a_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_preference
    ADD CONSTRAINT consent_preference_contact_id_a9e6a680_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_preference
    ADD CONSTRAINT consent_preference_list_id_678d3416_fk_consent_list_id FOREIGN KEY (list_id) REFERENCES public.consent_list(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_request
    ADD CONSTRAINT consent_request_brand_id_556572fd_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_request
    ADD CONSTRAINT consent_request_contact_id_cf64f0c0_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_request_notices
    ADD CONSTRAINT consent_request_noti_request_id_a138bc6a_fk_consent_r FOREIGN KEY (request_id) REFERENCES public.consent_request(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_request_notices
    ADD CONSTRAINT consent_request_notices_notice_id_0b70b8c9_fk_consent_notice_id FOREIGN KEY (notice_id) REFERENCES public.consent_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_shown
    ADD CONSTRAINT consent_shown_brand_id_417c231b_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_shown
    ADD CONSTRAINT consent_shown_notice_id_971378a4_fk_consent_notice_id FOREIGN KEY (notice_id) REFERENCES public.consent_notice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_suppression
    ADD CONSTRAINT consent_suppression_brand_id_d2c4187f_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_suppression
    ADD CONSTRAINT consent_suppression_list_id_e53cb0f0_fk_consent_list_id FOREIGN KEY (list_id) REFERENCES public.consent_list(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.consent_suppression
    ADD CONSTRAINT consent_suppression_member_id_429f8b8c_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_approval
    ADD CONSTRAINT drafts_approval_draft_id_7bb100a3_fk_drafts_draft_id FOREIGN KEY (draft_id) REFERENCES public.drafts_draft(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_approval
    ADD CONSTRAINT drafts_approval_member_id_1191f75f_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_composition
    ADD CONSTRAINT drafts_composition_brand_id_77fe89b6_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_composition
    ADD CONSTRAINT drafts_composition_item_id_55a3735c_fk_drafts_feeditem_id FOREIGN KEY (item_id) REFERENCES public.drafts_feeditem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_composition
    ADD CONSTRAINT drafts_composition_member_id_80ece77f_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_draft
    ADD CONSTRAINT drafts_draft_asks_id_12961a0b_fk_consent_list_id FOREIGN KEY (asks_id) REFERENCES public.consent_list(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_draft
    ADD CONSTRAINT drafts_draft_author_id_c56effe1_fk_brand_member_id FOREIGN KEY (author_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_draft
    ADD CONSTRAINT drafts_draft_brand_id_459f3eb0_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_draft
    ADD CONSTRAINT drafts_draft_channel_id_22922e28_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_draft
    ADD CONSTRAINT drafts_draft_composition_id_be7769d3_fk_drafts_composition_id FOREIGN KEY (composition_id) REFERENCES public.drafts_composition(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_draft
    ADD CONSTRAINT drafts_draft_contact_id_5b59c6af_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_draft
    ADD CONSTRAINT drafts_draft_decision_id_f6279908_fk_gate_decision_id FOREIGN KEY (decision_id) REFERENCES public.gate_decision(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_draft
    ADD CONSTRAINT drafts_draft_delivery_id_87e9d4b0_fk_gate_delivery_id FOREIGN KEY (delivery_id) REFERENCES public.gate_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_draft_files
    ADD CONSTRAINT drafts_draft_files_draft_id_f4c57ae7_fk_drafts_draft_id FOREIGN KEY (draft_id) REFERENCES public.drafts_draft(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_draft_files
    ADD CONSTRAINT drafts_draft_files_storedfile_id_938d9555_fk_brand_sto FOREIGN KEY (storedfile_id) REFERENCES public.brand_storedfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_feed
    ADD CONSTRAINT drafts_feed_brand_id_5761795f_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_feed
    ADD CONSTRAINT drafts_feed_member_id_9d43a59d_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_feeditem
    ADD CONSTRAINT drafts_feeditem_brand_id_afa09dac_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_feeditem
    ADD CONSTRAINT drafts_feeditem_feed_id_d1d0a169_fk_drafts_feed_id FOREIGN KEY (feed_id) REFERENCES public.drafts_feed(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_noteremark
    ADD CONSTRAINT drafts_noteremark_member_id_7a5e738a_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_noteremark
    ADD CONSTRAINT drafts_noteremark_note_id_932e3c98_fk_drafts_personalnote_id FOREIGN KEY (note_id) REFERENCES public.drafts_personalnote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_personalnote
    ADD CONSTRAINT drafts_personalnote_begun_by_id_00192488_fk_brand_member_id FOREIGN KEY (begun_by_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_personalnote
    ADD CONSTRAINT drafts_personalnote_brand_id_517f86b2_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_personalnote
    ADD CONSTRAINT drafts_personalnote_channel_id_fa1675a4_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_personalnote
    ADD CONSTRAINT drafts_personalnote_contact_id_6c58db39_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_personalnote
    ADD CONSTRAINT drafts_personalnote_draft_id_6185122b_fk_drafts_draft_id FOREIGN KEY (draft_id) REFERENCES public.drafts_draft(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.drafts_personalnote
    ADD CONSTRAINT drafts_personalnote_writer_id_698033eb_fk_brand_member_id FOREIGN KEY (writer_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.friends_exhibit
    ADD CONSTRAINT friends_exhibit_brand_id_e50975fb_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.friends_exhibit
    ADD CONSTRAINT friends_exhibit_channel_id_24db9dee_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.friends_exhibit
    ADD CONSTRAINT friends_exhibit_kept_by_id_fbe38366_fk_brand_member_id FOREIGN KEY (kept_by_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.friends_exhibit
    ADD CONSTRAINT friends_exhibit_take_down_by_id_58f12228_fk_brand_member_id FOREIGN KEY (take_down_by_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.friends_invitation
    ADD CONSTRAINT friends_invitation_brand_id_dbc21583_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.friends_invitation
    ADD CONSTRAINT friends_invitation_dropped_by_id_323c0957_fk_brand_member_id FOREIGN KEY (dropped_by_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.friends_invitation
    ADD CONSTRAINT friends_invitation_request_id_1f43438a_fk_friends_request_id FOREIGN KEY (request_id) REFERENCES public.friends_request(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.friends_policyline
    ADD CONSTRAINT friends_policyline_brand_id_ced189d6_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.friends_policyline
    ADD CONSTRAINT friends_policyline_changed_by_id_ca2f847e_fk_brand_member_id FOREIGN KEY (changed_by_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.friends_reading
    ADD CONSTRAINT friends_reading_channel_id_1574f9fc_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.friends_request
    ADD CONSTRAINT friends_request_brand_id_e3bbb739_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.friends_request
    ADD CONSTRAINT friends_request_channel_id_04df905f_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.friends_request
    ADD CONSTRAINT friends_request_decided_by_id_e9b954c6_fk_brand_member_id FOREIGN KEY (decided_by_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.friends_request
    ADD CONSTRAINT friends_request_draft_id_521b1ecb_fk_drafts_draft_id FOREIGN KEY (draft_id) REFERENCES public.drafts_draft(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.friends_request
    ADD CONSTRAINT friends_request_handle_id_eeed7be6_fk_people_handle_id FOREIGN KEY (handle_id) REFERENCES public.people_handle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_attempt
    ADD CONSTRAINT gate_attempt_delivery_id_371f410d_fk_gate_delivery_id FOREIGN KEY (delivery_id) REFERENCES public.gate_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_creditentry
    ADD CONSTRAINT gate_creditentry_channel_id_27d32cd4_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_creditentry
    ADD CONSTRAINT gate_creditentry_delivery_id_9ba7ab19_fk_gate_delivery_id FOREIGN KEY (delivery_id) REFERENCES public.gate_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_creditentry
    ADD CONSTRAINT gate_creditentry_member_id_f36e4b1a_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_decision
    ADD CONSTRAINT gate_decision_brand_id_0201d95d_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_decision
    ADD CONSTRAINT gate_decision_channel_id_de303170_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_decision
    ADD CONSTRAINT gate_decision_contact_id_a66fc395_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_decision
    ADD CONSTRAINT gate_decision_member_id_97fd8132_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_delivery
    ADD CONSTRAINT gate_delivery_brand_id_f667113c_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_delivery
    ADD CONSTRAINT gate_delivery_channel_id_affecbb9_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_delivery
    ADD CONSTRAINT gate_delivery_contact_id_8372c9a6_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_delivery
    ADD CONSTRAINT gate_delivery_decision_id_2f3ef7ef_fk_gate_decision_id FOREIGN KEY (decision_id) REFERENCES public.gate_decision(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_delivery_files
    ADD CONSTRAINT gate_delivery_files_delivery_id_ab9042fa_fk_gate_delivery_id FOREIGN KEY (delivery_id) REFERENCES public.gate_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_delivery_files
    ADD CONSTRAINT gate_delivery_files_storedfile_id_ee9b2668_fk_brand_sto FOREIGN KEY (storedfile_id) REFERENCES public.brand_storedfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_delivery
    ADD CONSTRAINT gate_delivery_on_id_a2ea2d2d_fk_consent_list_id FOREIGN KEY (on_id) REFERENCES public.consent_list(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_delivery
    ADD CONSTRAINT gate_delivery_stopped_by_id_d7bb4fd0_fk_gate_decision_id FOREIGN KEY (stopped_by_id) REFERENCES public.gate_decision(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_health
    ADD CONSTRAINT gate_health_channel_id_8c83c4df_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_houseversion
    ADD CONSTRAINT gate_houseversion_author_id_c61953fd_fk_brand_member_id FOREIGN KEY (author_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_houseversion
    ADD CONSTRAINT gate_houseversion_brand_id_2f0776f7_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_houseversion
    ADD CONSTRAINT gate_houseversion_pack_id_72230136_fk_gate_packtext_digest FOREIGN KEY (pack_id) REFERENCES public.gate_packtext(digest) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_invitation
    ADD CONSTRAINT gate_invitation_delivery_id_dd077a77_fk_gate_delivery_id FOREIGN KEY (delivery_id) REFERENCES public.gate_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_invitation
    ADD CONSTRAINT gate_invitation_on_id_61dbcaa4_fk_consent_list_id FOREIGN KEY (on_id) REFERENCES public.consent_list(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_receipt
    ADD CONSTRAINT gate_receipt_delivery_id_e3827b97_fk_gate_delivery_id FOREIGN KEY (delivery_id) REFERENCES public.gate_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_refusal
    ADD CONSTRAINT gate_refusal_channel_id_eabaef99_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_refusal
    ADD CONSTRAINT gate_refusal_contact_id_818e27c7_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_refusal
    ADD CONSTRAINT gate_refusal_receipt_id_b7f12f00_fk_gate_receipt_id FOREIGN KEY (receipt_id) REFERENCES public.gate_receipt(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_score
    ADD CONSTRAINT gate_score_brand_id_8636d3be_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_score
    ADD CONSTRAINT gate_score_last_id_d8d21824_fk_gate_delivery_id FOREIGN KEY (last_id) REFERENCES public.gate_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_signal
    ADD CONSTRAINT gate_signal_channel_id_15061397_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_signal
    ADD CONSTRAINT gate_signal_delivery_id_3d444c4b_fk_gate_delivery_id FOREIGN KEY (delivery_id) REFERENCES public.gate_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_slot
    ADD CONSTRAINT gate_slot_contact_id_d52b8be0_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_slot
    ADD CONSTRAINT gate_slot_counter_id_4180ef58_fk_gate_counter_id FOREIGN KEY (counter_id) REFERENCES public.gate_counter(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_slot
    ADD CONSTRAINT gate_slot_delivery_id_c9f71d2c_fk_gate_delivery_id FOREIGN KEY (delivery_id) REFERENCES public.gate_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_ticket
    ADD CONSTRAINT gate_ticket_channel_id_d1be9677_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_ticket
    ADD CONSTRAINT gate_ticket_handle_id_20810167_fk_people_handle_id FOREIGN KEY (handle_id) REFERENCES public.people_handle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_ticket
    ADD CONSTRAINT gate_ticket_on_id_a8c0063e_fk_consent_list_id FOREIGN KEY (on_id) REFERENCES public.consent_list(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_ticketuse
    ADD CONSTRAINT gate_ticketuse_delivery_id_8dcdac16_fk_gate_delivery_id FOREIGN KEY (delivery_id) REFERENCES public.gate_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_ticketuse
    ADD CONSTRAINT gate_ticketuse_ticket_id_3f768573_fk_gate_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.gate_ticket(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_turn
    ADD CONSTRAINT gate_turn_channel_id_031e6bba_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.gate_turn
    ADD CONSTRAINT gate_turn_member_id_b2047740_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_act
    ADD CONSTRAINT inbox_act_brand_id_f4aa9d22_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_act
    ADD CONSTRAINT inbox_act_member_id_10ea8b58_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_act
    ADD CONSTRAINT inbox_act_thread_id_e7de2e61_fk_inbox_thread_id FOREIGN KEY (thread_id) REFERENCES public.inbox_thread(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_label
    ADD CONSTRAINT inbox_label_brand_id_b1b613f3_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_mention
    ADD CONSTRAINT inbox_mention_brand_id_8b0dbf34_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_mention
    ADD CONSTRAINT inbox_mention_member_id_2d134ea8_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_mention
    ADD CONSTRAINT inbox_mention_note_id_faf965dc_fk_inbox_note_id FOREIGN KEY (note_id) REFERENCES public.inbox_note(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_mention
    ADD CONSTRAINT inbox_mention_thread_id_a2a801c9_fk_inbox_thread_id FOREIGN KEY (thread_id) REFERENCES public.inbox_thread(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_message
    ADD CONSTRAINT inbox_message_brand_id_2c48fab0_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_message
    ADD CONSTRAINT inbox_message_channel_id_5102d250_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_message
    ADD CONSTRAINT inbox_message_delivery_id_71f048a0_fk_gate_delivery_id FOREIGN KEY (delivery_id) REFERENCES public.gate_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_message_files
    ADD CONSTRAINT inbox_message_files_message_id_cc80c1bd_fk_inbox_message_id FOREIGN KEY (message_id) REFERENCES public.inbox_message(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_message_files
    ADD CONSTRAINT inbox_message_files_storedfile_id_e9bc4ea7_fk_brand_sto FOREIGN KEY (storedfile_id) REFERENCES public.brand_storedfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_message
    ADD CONSTRAINT inbox_message_thread_id_769523a2_fk_inbox_thread_id FOREIGN KEY (thread_id) REFERENCES public.inbox_thread(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_note
    ADD CONSTRAINT inbox_note_brand_id_9b17ad31_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_note
    ADD CONSTRAINT inbox_note_member_id_3d3ebddf_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_note
    ADD CONSTRAINT inbox_note_thread_id_c061c0f6_fk_inbox_thread_id FOREIGN KEY (thread_id) REFERENCES public.inbox_thread(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_reaction
    ADD CONSTRAINT inbox_reaction_brand_id_8d047910_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_reaction
    ADD CONSTRAINT inbox_reaction_contact_id_520d3485_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_reaction
    ADD CONSTRAINT inbox_reaction_message_id_c20fe3ed_fk_inbox_message_id FOREIGN KEY (message_id) REFERENCES public.inbox_message(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_reading
    ADD CONSTRAINT inbox_reading_brand_id_1e5a4a2a_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_reading
    ADD CONSTRAINT inbox_reading_member_id_47776781_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_reading
    ADD CONSTRAINT inbox_reading_thread_id_a53b4c89_fk_inbox_thread_id FOREIGN KEY (thread_id) REFERENCES public.inbox_thread(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_reply
    ADD CONSTRAINT inbox_reply_brand_id_e12060a6_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_reply
    ADD CONSTRAINT inbox_reply_draft_id_729a3b53_fk_drafts_draft_id FOREIGN KEY (draft_id) REFERENCES public.drafts_draft(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_reply
    ADD CONSTRAINT inbox_reply_thread_id_416eb0e8_fk_inbox_thread_id FOREIGN KEY (thread_id) REFERENCES public.inbox_thread(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_thread
    ADD CONSTRAINT inbox_thread_assignee_id_8dc92dca_fk_brand_member_id FOREIGN KEY (assignee_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_thread
    ADD CONSTRAINT inbox_thread_brand_id_a73d2285_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_thread
    ADD CONSTRAINT inbox_thread_channel_id_60239531_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_thread
    ADD CONSTRAINT inbox_thread_contact_id_1cbbd282_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_thread
    ADD CONSTRAINT inbox_thread_handle_id_dc3cf99c_fk_people_handle_id FOREIGN KEY (handle_id) REFERENCES public.people_handle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_thread_labels
    ADD CONSTRAINT inbox_thread_labels_label_id_59856c0d_fk_inbox_label_id FOREIGN KEY (label_id) REFERENCES public.inbox_label(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_thread_labels
    ADD CONSTRAINT inbox_thread_labels_thread_id_76cbfb30_fk_inbox_thread_id FOREIGN KEY (thread_id) REFERENCES public.inbox_thread(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_thread
    ADD CONSTRAINT inbox_thread_team_id_4854d7a2_fk_brand_team_id FOREIGN KEY (team_id) REFERENCES public.brand_team(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_unsent
    ADD CONSTRAINT inbox_unsent_brand_id_720082c1_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_unsent_files
    ADD CONSTRAINT inbox_unsent_files_storedfile_id_f42824cb_fk_brand_sto FOREIGN KEY (storedfile_id) REFERENCES public.brand_storedfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_unsent_files
    ADD CONSTRAINT inbox_unsent_files_unsent_id_9882e582_fk_inbox_unsent_id FOREIGN KEY (unsent_id) REFERENCES public.inbox_unsent(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_unsent
    ADD CONSTRAINT inbox_unsent_member_id_b5e51478_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.inbox_unsent
    ADD CONSTRAINT inbox_unsent_thread_id_f749beff_fk_inbox_thread_id FOREIGN KEY (thread_id) REFERENCES public.inbox_thread(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_brand_member_id FOREIGN KEY (user_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_contact
    ADD CONSTRAINT people_contact_brand_id_9599f809_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_contact
    ADD CONSTRAINT people_contact_merged_into_id_89cd33fe_fk_people_contact_id FOREIGN KEY (merged_into_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_contact
    ADD CONSTRAINT people_contact_relation_by_id_87c689cd_fk_brand_member_id FOREIGN KEY (relation_by_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_engagement
    ADD CONSTRAINT people_engagement_brand_id_594e293b_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_engagement
    ADD CONSTRAINT people_engagement_channel_id_f1b20679_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_engagement
    ADD CONSTRAINT people_engagement_contact_id_a4170c80_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_engagement
    ADD CONSTRAINT people_engagement_handle_id_5c950827_fk_people_handle_id FOREIGN KEY (handle_id) REFERENCES public.people_handle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_forgetting
    ADD CONSTRAINT people_forgetting_brand_id_9e926618_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_forgetting
    ADD CONSTRAINT people_forgetting_contact_id_61ba2b7b_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_forgetting
    ADD CONSTRAINT people_forgetting_member_id_6eebbc74_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_handle
    ADD CONSTRAINT people_handle_brand_id_9b3b7c2f_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_handle
    ADD CONSTRAINT people_handle_contact_id_e987e23e_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_link
    ADD CONSTRAINT people_link_brand_id_ec4b3822_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_link
    ADD CONSTRAINT people_link_contact_id_c10f6a23_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_link
    ADD CONSTRAINT people_link_handle_id_9a56f9bc_fk_people_handle_id FOREIGN KEY (handle_id) REFERENCES public.people_handle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_link
    ADD CONSTRAINT people_link_member_id_cf7364b2_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_link
    ADD CONSTRAINT people_link_was_id_6723258d_fk_people_contact_id FOREIGN KEY (was_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_look
    ADD CONSTRAINT people_look_brand_id_83639a98_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_look
    ADD CONSTRAINT people_look_contact_id_3f6bd8af_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_look
    ADD CONSTRAINT people_look_member_id_42652baf_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_merge
    ADD CONSTRAINT people_merge_brand_id_e225627b_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_merge
    ADD CONSTRAINT people_merge_gone_id_6b6bd31a_fk_people_contact_id FOREIGN KEY (gone_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_merge
    ADD CONSTRAINT people_merge_kept_id_d4ee6e06_fk_people_contact_id FOREIGN KEY (kept_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_merge
    ADD CONSTRAINT people_merge_member_id_e2d7c6ff_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_merge
    ADD CONSTRAINT people_merge_undone_by_id_86c91a07_fk_brand_member_id FOREIGN KEY (undone_by_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_relationship
    ADD CONSTRAINT people_relationship_brand_id_39bc038a_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_relationship
    ADD CONSTRAINT people_relationship_channel_id_5f1292df_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_relationship
    ADD CONSTRAINT people_relationship_contact_id_5a1f2fc6_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_relationship
    ADD CONSTRAINT people_relationship_handle_id_315a912a_fk_people_handle_id FOREIGN KEY (handle_id) REFERENCES public.people_handle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_score
    ADD CONSTRAINT people_score_brand_id_66624c0e_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_score
    ADD CONSTRAINT people_score_contact_id_2532029e_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_sighting
    ADD CONSTRAINT people_sighting_brand_id_38f91b49_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_sighting
    ADD CONSTRAINT people_sighting_channel_id_4b048ea4_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_sighting
    ADD CONSTRAINT people_sighting_contact_id_8af77a41_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_sighting
    ADD CONSTRAINT people_sighting_handle_id_3926686a_fk_people_handle_id FOREIGN KEY (handle_id) REFERENCES public.people_handle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_visitordevice
    ADD CONSTRAINT people_visitordevice_brand_id_efc13210_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.people_visitordevice
    ADD CONSTRAINT people_visitordevice_handle_id_2194743c_fk_people_handle_id FOREIGN KEY (handle_id) REFERENCES public.people_handle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_choice
    ADD CONSTRAINT wall_choice_on_id_2eed772d_fk_consent_list_id FOREIGN KEY (on_id) REFERENCES public.consent_list(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_choice
    ADD CONSTRAINT wall_choice_poll_id_55a4f2e2_fk_wall_poll_id FOREIGN KEY (poll_id) REFERENCES public.wall_poll(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_comment
    ADD CONSTRAINT wall_comment_brand_id_f83119e7_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_comment
    ADD CONSTRAINT wall_comment_channel_id_6987c500_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_comment
    ADD CONSTRAINT wall_comment_contact_id_a58c5c28_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_comment
    ADD CONSTRAINT wall_comment_delivery_id_c4b20c68_fk_gate_delivery_id FOREIGN KEY (delivery_id) REFERENCES public.gate_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_comment_files
    ADD CONSTRAINT wall_comment_files_comment_id_efd6bb37_fk_wall_comment_id FOREIGN KEY (comment_id) REFERENCES public.wall_comment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_comment_files
    ADD CONSTRAINT wall_comment_files_storedfile_id_694ddb4e_fk_brand_sto FOREIGN KEY (storedfile_id) REFERENCES public.brand_storedfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_comment
    ADD CONSTRAINT wall_comment_post_id_003675f3_fk_wall_post_id FOREIGN KEY (post_id) REFERENCES public.wall_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_mention
    ADD CONSTRAINT wall_mention_brand_id_86c09c52_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_mention
    ADD CONSTRAINT wall_mention_comment_id_88151f85_fk_wall_comment_id FOREIGN KEY (comment_id) REFERENCES public.wall_comment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_mention
    ADD CONSTRAINT wall_mention_post_id_cac89ca6_fk_wall_post_id FOREIGN KEY (post_id) REFERENCES public.wall_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_mix
    ADD CONSTRAINT wall_mix_brand_id_b593aebc_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_mix
    ADD CONSTRAINT wall_mix_changed_by_id_932d76a3_fk_brand_member_id FOREIGN KEY (changed_by_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_opening
    ADD CONSTRAINT wall_opening_page_id_0b669925_fk_wall_page_id FOREIGN KEY (page_id) REFERENCES public.wall_page(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_opening
    ADD CONSTRAINT wall_opening_post_id_fab6821f_fk_wall_post_id FOREIGN KEY (post_id) REFERENCES public.wall_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_page
    ADD CONSTRAINT wall_page_brand_id_e40f9f69_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_page
    ADD CONSTRAINT wall_page_channel_id_7eba1a8d_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_page
    ADD CONSTRAINT wall_page_cover_id_0a9182f2_fk_brand_storedfile_id FOREIGN KEY (cover_id) REFERENCES public.brand_storedfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_page
    ADD CONSTRAINT wall_page_cover_small_id_33480e65_fk_brand_storedfile_id FOREIGN KEY (cover_small_id) REFERENCES public.brand_storedfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_page
    ADD CONSTRAINT wall_page_face_id_cef01ec6_fk_brand_storedfile_id FOREIGN KEY (face_id) REFERENCES public.brand_storedfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_page
    ADD CONSTRAINT wall_page_face_small_id_995e38a8_fk_brand_storedfile_id FOREIGN KEY (face_small_id) REFERENCES public.brand_storedfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_page
    ADD CONSTRAINT wall_page_posts_on_id_ff2107e4_fk_consent_list_id FOREIGN KEY (posts_on_id) REFERENCES public.consent_list(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_poll
    ADD CONSTRAINT wall_poll_brand_id_e6da0a22_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_poll
    ADD CONSTRAINT wall_poll_created_by_id_a8a1a7cd_fk_brand_member_id FOREIGN KEY (created_by_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_poll
    ADD CONSTRAINT wall_poll_draft_id_4ef0a523_fk_drafts_draft_id FOREIGN KEY (draft_id) REFERENCES public.drafts_draft(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_poll
    ADD CONSTRAINT wall_poll_on_id_ec8d5b7b_fk_consent_list_id FOREIGN KEY (on_id) REFERENCES public.consent_list(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_poll
    ADD CONSTRAINT wall_poll_page_id_36350de8_fk_wall_page_id FOREIGN KEY (page_id) REFERENCES public.wall_page(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_post
    ADD CONSTRAINT wall_post_brand_id_fcd0af4d_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_post
    ADD CONSTRAINT wall_post_channel_id_db0044c4_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_post
    ADD CONSTRAINT wall_post_contact_id_f3b6f3bb_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_post
    ADD CONSTRAINT wall_post_delivery_id_b09e5f81_fk_gate_delivery_id FOREIGN KEY (delivery_id) REFERENCES public.gate_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_post_files
    ADD CONSTRAINT wall_post_files_post_id_8bf9c384_fk_wall_post_id FOREIGN KEY (post_id) REFERENCES public.wall_post(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_post_files
    ADD CONSTRAINT wall_post_files_storedfile_id_5aa31f59_fk_brand_storedfile_id FOREIGN KEY (storedfile_id) REFERENCES public.brand_storedfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_post
    ADD CONSTRAINT wall_post_page_id_56176075_fk_wall_page_id FOREIGN KEY (page_id) REFERENCES public.wall_page(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_vote
    ADD CONSTRAINT wall_vote_brand_id_fec6e6e1_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_vote_choices
    ADD CONSTRAINT wall_vote_choices_choice_id_961e5b59_fk_wall_choice_id FOREIGN KEY (choice_id) REFERENCES public.wall_choice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_vote_choices
    ADD CONSTRAINT wall_vote_choices_vote_id_ea939c72_fk_wall_vote_id FOREIGN KEY (vote_id) REFERENCES public.wall_vote(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_vote
    ADD CONSTRAINT wall_vote_contact_id_1acef5c6_fk_people_contact_id FOREIGN KEY (contact_id) REFERENCES public.people_contact(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_vote
    ADD CONSTRAINT wall_vote_handle_id_8933a589_fk_people_handle_id FOREIGN KEY (handle_id) REFERENCES public.people_handle(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wall_vote
    ADD CONSTRAINT wall_vote_poll_id_7e7128b9_fk_wall_poll_id FOREIGN KEY (poll_id) REFERENCES public.wall_poll(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wire_enclosure
    ADD CONSTRAINT wire_enclosure_channel_id_a034ba89_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wire_event
    ADD CONSTRAINT wire_event_brand_id_cbdd16c9_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wire_event
    ADD CONSTRAINT wire_event_channel_id_34c6fe85_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wire_mailboxcursor
    ADD CONSTRAINT wire_mailboxcursor_channel_id_16e36778_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wire_pullcursor
    ADD CONSTRAINT wire_pullcursor_channel_id_51bbe8a2_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wire_visitorpush
    ADD CONSTRAINT wire_visitorpush_delivery_id_b0d3ada5_fk_gate_delivery_id FOREIGN KEY (delivery_id) REFERENCES public.gate_delivery(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.wire_visitorpush
    ADD CONSTRAINT wire_visitorpush_device_id_f69ce818_fk_people_visitordevice_id FOREIGN KEY (device_id) REFERENCES public.people_visitordevice(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_automation
    ADD CONSTRAINT work_automation_author_id_9e21b035_fk_brand_member_id FOREIGN KEY (author_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_automation
    ADD CONSTRAINT work_automation_brand_id_a68e6fdc_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_batch
    ADD CONSTRAINT work_batch_brand_id_19b04368_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_batch
    ADD CONSTRAINT work_batch_member_id_7cb6505e_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_batchline
    ADD CONSTRAINT work_batchline_batch_id_e771511b_fk_work_batch_id FOREIGN KEY (batch_id) REFERENCES public.work_batch(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_batchline
    ADD CONSTRAINT work_batchline_thread_id_4850cd7f_fk_inbox_thread_id FOREIGN KEY (thread_id) REFERENCES public.inbox_thread(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_cannedreply
    ADD CONSTRAINT work_cannedreply_brand_id_59755c13_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_cannedreply_files
    ADD CONSTRAINT work_cannedreply_fil_cannedreply_id_781fdeca_fk_work_cann FOREIGN KEY (cannedreply_id) REFERENCES public.work_cannedreply(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_cannedreply_files
    ADD CONSTRAINT work_cannedreply_fil_storedfile_id_62511616_fk_brand_sto FOREIGN KEY (storedfile_id) REFERENCES public.brand_storedfile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_cannedreply
    ADD CONSTRAINT work_cannedreply_member_id_daabaa91_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_ending
    ADD CONSTRAINT work_ending_brand_id_c868b027_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_ending
    ADD CONSTRAINT work_ending_channel_id_4b3a96c6_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_ending
    ADD CONSTRAINT work_ending_thread_id_977bf9fa_fk_inbox_thread_id FOREIGN KEY (thread_id) REFERENCES public.inbox_thread(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_hours
    ADD CONSTRAINT work_hours_author_id_691d8cb2_fk_brand_member_id FOREIGN KEY (author_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_hours
    ADD CONSTRAINT work_hours_brand_id_82cabbe6_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_macro
    ADD CONSTRAINT work_macro_brand_id_b5252112_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_quarter
    ADD CONSTRAINT work_quarter_brand_id_e53e5908_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_quarter
    ADD CONSTRAINT work_quarter_channel_id_b217b4f1_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_run
    ADD CONSTRAINT work_run_automation_id_5b56e5b8_fk_work_automation_id FOREIGN KEY (automation_id) REFERENCES public.work_automation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_run
    ADD CONSTRAINT work_run_brand_id_12d4e1c6_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_run
    ADD CONSTRAINT work_run_thread_id_6fcc6cae_fk_inbox_thread_id FOREIGN KEY (thread_id) REFERENCES public.inbox_thread(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_turn
    ADD CONSTRAINT work_turn_brand_id_87836cea_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_turn
    ADD CONSTRAINT work_turn_channel_id_7a85067b_fk_brand_channel_id FOREIGN KEY (channel_id) REFERENCES public.brand_channel(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_turn
    ADD CONSTRAINT work_turn_thread_id_3a62d2cd_fk_inbox_thread_id FOREIGN KEY (thread_id) REFERENCES public.inbox_thread(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_view
    ADD CONSTRAINT work_view_brand_id_6012bdf9_fk_brand_brand_id FOREIGN KEY (brand_id) REFERENCES public.brand_brand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.work_view
    ADD CONSTRAINT work_view_member_id_871be13e_fk_brand_member_id FOREIGN KEY (member_id) REFERENCES public.brand_member(id) DEFERRABLE INITIALLY DEFERRED;

INSERT INTO django_migrations (app, name, applied) VALUES
  ('brand', '0001_initial', CURRENT_TIMESTAMP),
  ('account', '0001_initial', CURRENT_TIMESTAMP),
  ('account', '0002_email_max_length', CURRENT_TIMESTAMP),
  ('account', '0003_alter_emailaddress_create_unique_verified_email', CURRENT_TIMESTAMP),
  ('account', '0004_alter_emailaddress_drop_unique_email', CURRENT_TIMESTAMP),
  ('account', '0005_emailaddress_idx_upper_email', CURRENT_TIMESTAMP),
  ('account', '0006_emailaddress_lower', CURRENT_TIMESTAMP),
  ('account', '0007_emailaddress_idx_email', CURRENT_TIMESTAMP),
  ('account', '0008_emailaddress_unique_primary_email_fixup', CURRENT_TIMESTAMP),
  ('account', '0009_emailaddress_unique_primary_email', CURRENT_TIMESTAMP),
  ('contenttypes', '0001_initial', CURRENT_TIMESTAMP),
  ('contenttypes', '0002_remove_content_type_name', CURRENT_TIMESTAMP),
  ('auth', '0001_initial', CURRENT_TIMESTAMP),
  ('auth', '0002_alter_permission_name_max_length', CURRENT_TIMESTAMP),
  ('auth', '0003_alter_user_email_max_length', CURRENT_TIMESTAMP),
  ('auth', '0004_alter_user_username_opts', CURRENT_TIMESTAMP),
  ('auth', '0005_alter_user_last_login_null', CURRENT_TIMESTAMP),
  ('auth', '0006_require_contenttypes_0002', CURRENT_TIMESTAMP),
  ('auth', '0007_alter_validators_add_error_messages', CURRENT_TIMESTAMP),
  ('auth', '0008_alter_user_username_max_length', CURRENT_TIMESTAMP),
  ('auth', '0009_alter_user_last_name_max_length', CURRENT_TIMESTAMP),
  ('auth', '0010_alter_group_name_max_length', CURRENT_TIMESTAMP),
  ('auth', '0011_update_proxy_permissions', CURRENT_TIMESTAMP),
  ('auth', '0012_alter_user_first_name_max_length', CURRENT_TIMESTAMP),
  ('brand', '0002_channel_troubles', CURRENT_TIMESTAMP),
  ('brand', '0003_channel_hooks', CURRENT_TIMESTAMP),
  ('brand', '0004_channel_health', CURRENT_TIMESTAMP),
  ('brand', '0005_teams', CURRENT_TIMESTAMP),
  ('brand', '0006_a_conversation_is_given', CURRENT_TIMESTAMP),
  ('brand', '0007_rollout', CURRENT_TIMESTAMP),
  ('brand', '0008_named_in_a_note', CURRENT_TIMESTAMP),
  ('brand', '0009_time_to_undo', CURRENT_TIMESTAMP),
  ('brand', '0010_keys', CURRENT_TIMESTAMP),
  ('brand', '0011_what_each_wants_to_hear_of', CURRENT_TIMESTAMP),
  ('brand', '0012_sentences_in_every_language', CURRENT_TIMESTAMP),
  ('brand', '0013_earlier_words', CURRENT_TIMESTAMP),
  ('brand', '0014_news_of_campaigns', CURRENT_TIMESTAMP),
  ('brand', '0015_postal_address', CURRENT_TIMESTAMP),
  ('brand', '0016_news_of_the_stop_list', CURRENT_TIMESTAMP),
  ('brand', '0017_bands_of_engagement', CURRENT_TIMESTAMP),
  ('brand', '0018_news_of_requests', CURRENT_TIMESTAMP),
  ('people', '0001_initial', CURRENT_TIMESTAMP),
  ('people', '0002_append_only', CURRENT_TIMESTAMP),
  ('people', '0003_sighting', CURRENT_TIMESTAMP),
  ('people', '0004_sightings_of_edges', CURRENT_TIMESTAMP),
  ('people', '0005_relation_and_region', CURRENT_TIMESTAMP),
  ('people', '0006_asks', CURRENT_TIMESTAMP),
  ('people', '0007_looked_up', CURRENT_TIMESTAMP),
  ('people', '0008_reactions', CURRENT_TIMESTAMP),
  ('people', '0009_vip', CURRENT_TIMESTAMP),
  ('people', '0010_who_is_who', CURRENT_TIMESTAMP),
  ('people', '0011_whose_it_was', CURRENT_TIMESTAMP),
  ('people', '0012_takes_notices', CURRENT_TIMESTAMP),
  ('people', '0013_found_by_words', CURRENT_TIMESTAMP),
  ('people', '0014_by_which_address', CURRENT_TIMESTAMP),
  ('gate', '0001_initial', CURRENT_TIMESTAMP),
  ('gate', '0002_append_only', CURRENT_TIMESTAMP),
  ('gate', '0003_policy_versions', CURRENT_TIMESTAMP),
  ('gate', '0004_credits_and_counters', CURRENT_TIMESTAMP),
  ('gate', '0005_receipt_looked', CURRENT_TIMESTAMP),
  ('gate', '0006_open_deliveries', CURRENT_TIMESTAMP),
  ('gate', '0007_by_hand', CURRENT_TIMESTAMP),
  ('consent', '0001_initial', CURRENT_TIMESTAMP),
  ('consent', '0002_append_only', CURRENT_TIMESTAMP),
  ('consent', '0003_suppression_member', CURRENT_TIMESTAMP),
  ('consent', '0004_lists_and_seals', CURRENT_TIMESTAMP),
  ('consent', '0005_seal_the_ledger', CURRENT_TIMESTAMP),
  ('gate', '0008_on_which_list', CURRENT_TIMESTAMP),
  ('gate', '0009_paused', CURRENT_TIMESTAMP),
  ('campaigns', '0001_first', CURRENT_TIMESTAMP),
  ('campaigns', '0002_append_only', CURRENT_TIMESTAMP),
  ('campaigns', '0003_no_lease_and_digests', CURRENT_TIMESTAMP),
  ('campaigns', '0004_tests_are_mailed_once', CURRENT_TIMESTAMP),
  ('campaigns', '0005_clicks_can_go', CURRENT_TIMESTAMP),
  ('people', '0015_language_of_an_address', CURRENT_TIMESTAMP),
  ('people', '0016_devices_of_visitors', CURRENT_TIMESTAMP),
  ('people', '0017_who_goes_first', CURRENT_TIMESTAMP),
  ('consent', '0006_when_a_request_is_mailed', CURRENT_TIMESTAMP),
  ('consent', '0007_join_keys_and_liftings', CURRENT_TIMESTAMP),
  ('consent', '0008_imports', CURRENT_TIMESTAMP),
  ('consent', '0009_polls', CURRENT_TIMESTAMP),
  ('consent', '0010_counted_links', CURRENT_TIMESTAMP),
  ('people', '0018_polls', CURRENT_TIMESTAMP),
  ('people', '0019_how_engaged', CURRENT_TIMESTAMP),
  ('drafts', '0001_initial', CURRENT_TIMESTAMP),
  ('drafts', '0002_who_wrote_it', CURRENT_TIMESTAMP),
  ('drafts', '0003_to_be_said_later', CURRENT_TIMESTAMP),
  ('drafts', '0004_posts_for_several_accounts', CURRENT_TIMESTAMP),
  ('drafts', '0005_personal_notes', CURRENT_TIMESTAMP),
  ('drafts', '0006_requests_to_opt_in', CURRENT_TIMESTAMP),
  ('friends', '0001_initial', CURRENT_TIMESTAMP),
  ('friends', '0002_readings', CURRENT_TIMESTAMP),
  ('gate', '0010_preview', CURRENT_TIMESTAMP),
  ('gate', '0011_how_we_are_received', CURRENT_TIMESTAMP),
  ('gate', '0012_recorded_by_state', CURRENT_TIMESTAMP),
  ('gate', '0013_for_whom_a_post_is', CURRENT_TIMESTAMP),
  ('gate', '0014_tickets', CURRENT_TIMESTAMP),
  ('inbox', '0001_initial', CURRENT_TIMESTAMP),
  ('inbox', '0002_taken_back_and_reactions', CURRENT_TIMESTAMP),
  ('inbox', '0003_threads_of_every_kind', CURRENT_TIMESTAMP),
  ('inbox', '0004_kinds_of_threads', CURRENT_TIMESTAMP),
  ('inbox', '0005_said_by_a_rule', CURRENT_TIMESTAMP),
  ('inbox', '0006_stages_of_threads', CURRENT_TIMESTAMP),
  ('inbox', '0007_answers_and_until', CURRENT_TIMESTAMP),
  ('inbox', '0008_kept_drafts', CURRENT_TIMESTAMP),
  ('inbox', '0009_found_by_words', CURRENT_TIMESTAMP),
  ('inbox', '0010_by_day', CURRENT_TIMESTAMP),
  ('inbox', '0011_drafts_of_public_answers', CURRENT_TIMESTAMP),
  ('inbox', '0012_by_wait_and_close', CURRENT_TIMESTAMP),
  ('mfa', '0001_initial', CURRENT_TIMESTAMP),
  ('mfa', '0002_authenticator_timestamps', CURRENT_TIMESTAMP),
  ('mfa', '0003_authenticator_type_uniq', CURRENT_TIMESTAMP),
  ('people', '0020_looks', CURRENT_TIMESTAMP),
  ('sessions', '0001_initial', CURRENT_TIMESTAMP),
  ('wall', '0001_initial', CURRENT_TIMESTAMP),
  ('wall', '0002_once_per_brand', CURRENT_TIMESTAMP),
  ('wall', '0003_other_networks', CURRENT_TIMESTAMP),
  ('wall', '0004_fill_channel', CURRENT_TIMESTAMP),
  ('wall', '0005_once_per_channel', CURRENT_TIMESTAMP),
  ('wall', '0006_button_sites', CURRENT_TIMESTAMP),
  ('wall', '0007_open_places_and_questions', CURRENT_TIMESTAMP),
  ('wall', '0008_published_until_now', CURRENT_TIMESTAMP),
  ('wall', '0009_found_by_words', CURRENT_TIMESTAMP),
  ('wall', '0010_by_day', CURRENT_TIMESTAMP),
  ('wall', '0011_spam', CURRENT_TIMESTAMP),
  ('wall', '0012_answers_that_were_seen', CURRENT_TIMESTAMP),
  ('wall', '0013_polls', CURRENT_TIMESTAMP),
  ('wall', '0014_openings', CURRENT_TIMESTAMP),
  ('wall', '0015_mentions_elsewhere', CURRENT_TIMESTAMP),
  ('wall', '0016_mix', CURRENT_TIMESTAMP),
  ('wire', '0001_initial', CURRENT_TIMESTAMP),
  ('wire', '0002_cursor_since', CURRENT_TIMESTAMP),
  ('wire', '0003_pulls_and_enclosures', CURRENT_TIMESTAMP),
  ('wire', '0004_pushes_to_visitors', CURRENT_TIMESTAMP),
  ('work', '0001_initial', CURRENT_TIMESTAMP),
  ('work', '0002_views_and_batches', CURRENT_TIMESTAMP),
  ('work', '0003_rules_and_hours', CURRENT_TIMESTAMP),
  ('work', '0004_asked_at_its_hour', CURRENT_TIMESTAMP),
  ('work', '0005_batches_speak_every_language', CURRENT_TIMESTAMP),
  ('work', '0006_views_as_they_were', CURRENT_TIMESTAMP),
  ('work', '0007_kept_counted', CURRENT_TIMESTAMP);
