-- Migrations a6de8ba374ed430f, text 97ca21c8db76e1d8. Written by `make tables`; do not change it by hand.

CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);

CREATE TABLE "brand_storedfile" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "token" varchar(43) NOT NULL UNIQUE, "name" varchar(200) NOT NULL, "content_type" varchar(100) NOT NULL, "size" bigint unsigned NOT NULL CHECK ("size" >= 0), "file" varchar(100) NOT NULL, "created_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "brand_change" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(20) NOT NULL, "contact" bigint unsigned NOT NULL CHECK ("contact" >= 0), "is_for_members" bool NOT NULL, "is_public" bool NOT NULL, "member" bigint unsigned NOT NULL CHECK ("member" >= 0), "payload" text NOT NULL CHECK ((JSON_VALID("payload") OR "payload" IS NULL)), "created_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "brand_storedfile_brand_id_5742e053" ON "brand_storedfile" ("brand_id");

CREATE INDEX "brand_change_brand_id_69ef271d" ON "brand_change" ("brand_id");

CREATE INDEX "brand_chang_brand_i_d37442_idx" ON "brand_change" ("brand_id", "id");

CREATE TABLE "account_emailconfirmation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "sent" datetime NULL, "key" varchar(64) NOT NULL UNIQUE, "email_address_id" integer NOT NULL REFERENCES "account_emailaddress" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "account_emailconfirmation_email_address_id_5b7f8c58" ON "account_emailconfirmation" ("email_address_id");

CREATE TABLE "account_emailaddress" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "verified" bool NOT NULL, "primary" bool NOT NULL, "user_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "email" varchar(254) NOT NULL);

CREATE UNIQUE INDEX "account_emailaddress_user_id_email_987c8728_uniq" ON "account_emailaddress" ("user_id", "email");

CREATE UNIQUE INDEX "unique_verified_email" ON "account_emailaddress" ("email") WHERE "verified";

CREATE INDEX "account_emailaddress_user_id_2c513194" ON "account_emailaddress" ("user_id");

CREATE INDEX "account_emailaddress_email_03be32b2" ON "account_emailaddress" ("email");

CREATE UNIQUE INDEX "unique_primary_email" ON "account_emailaddress" ("user_id", "primary") WHERE "primary";

CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);

CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");

CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" ON "auth_group_permissions" ("group_id", "permission_id");

CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id");

CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" ON "auth_group_permissions" ("permission_id");

CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);

CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" ON "auth_permission" ("content_type_id", "codename");

CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id");

CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);

CREATE TABLE "brand_channel" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "network" varchar(20) NOT NULL, "address" varchar(254) NOT NULL, "name" varchar(120) NOT NULL, "settings" text NOT NULL CHECK ((JSON_VALID("settings") OR "settings" IS NULL)), "sealed_credentials" text NOT NULL, "state" varchar(10) NOT NULL, "state_reason" text NOT NULL, "takes_messages" bool NOT NULL, "connected_at" datetime NOT NULL, "last_event_at" datetime NULL, "sends_per_minute" integer unsigned NOT NULL CHECK ("sends_per_minute" >= 0), "rate_clock" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "troubles" text NOT NULL CHECK ((JSON_VALID("troubles") OR "troubles" IS NULL)), "credentials_until" datetime NULL, "hook_key" varchar(43) NULL UNIQUE, "last_push_at" datetime NULL, "silence_told_at" datetime NULL, "checked" text NOT NULL CHECK ((JSON_VALID("checked") OR "checked" IS NULL)), "forged_at" datetime NULL, "handshake_at" datetime NULL, "pauses" text NOT NULL CHECK ((JSON_VALID("pauses") OR "pauses" IS NULL)), "renewing_until" datetime NULL, CONSTRAINT "channel_once_per_brand" UNIQUE ("brand_id", "network", "address"));

CREATE INDEX "brand_channel_brand_id_9584da1b" ON "brand_channel" ("brand_id");

CREATE TABLE "brand_team" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(60) NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "team_once_per_brand" UNIQUE ("brand_id", "name"));

CREATE TABLE "brand_team_members" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "team_id" bigint NOT NULL REFERENCES "brand_team" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "brand_team_brand_id_c133fdd9" ON "brand_team" ("brand_id");

CREATE UNIQUE INDEX "brand_team_members_team_id_member_id_ee1323cd_uniq" ON "brand_team_members" ("team_id", "member_id");

CREATE INDEX "brand_team_members_team_id_9fe908d6" ON "brand_team_members" ("team_id");

CREATE INDEX "brand_team_members_member_id_c5324836" ON "brand_team_members" ("member_id");

CREATE TABLE "brand_rollout" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "feature" varchar(24) NOT NULL, "share" smallint unsigned NOT NULL CHECK ("share" >= 0), "countries" text NOT NULL CHECK ((JSON_VALID("countries") OR "countries" IS NULL)), "contacts" text NOT NULL CHECK ((JSON_VALID("contacts") OR "contacts" IS NULL)), "members" text NOT NULL CHECK ((JSON_VALID("members") OR "members" IS NULL)), "changed_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "changed_by_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "rollout_once_per_feature" UNIQUE ("brand_id", "feature"));

CREATE INDEX "brand_rollout_brand_id_52f4e429" ON "brand_rollout" ("brand_id");

CREATE INDEX "brand_rollout_changed_by_id_8dc6253a" ON "brand_rollout" ("changed_by_id");

CREATE TABLE "brand_device" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(80) NOT NULL, "endpoint" varchar(600) NOT NULL UNIQUE, "key" varchar(100) NOT NULL, "secret" varchar(40) NOT NULL, "created_at" datetime NOT NULL, "reached_at" datetime NULL, "member_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "brand_device_member_id_ddb0f11a" ON "brand_device" ("member_id");

CREATE TABLE "brand_push" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "due_at" datetime NOT NULL, "tries" smallint unsigned NOT NULL CHECK ("tries" >= 0), "device_id" bigint NOT NULL REFERENCES "brand_device" ("id") DEFERRABLE INITIALLY DEFERRED, "note_id" bigint NOT NULL REFERENCES "brand_notification" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "push_once_per_device" UNIQUE ("device_id", "note_id"));

CREATE INDEX "brand_push_due_at_18d47237" ON "brand_push" ("due_at");

CREATE INDEX "brand_push_device_id_ee554145" ON "brand_push" ("device_id");

CREATE INDEX "brand_push_note_id_19863119" ON "brand_push" ("note_id");

CREATE TABLE "brand_member" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "email" varchar(254) NOT NULL UNIQUE, "name" varchar(120) NOT NULL, "role" varchar(12) NOT NULL, "is_active" bool NOT NULL, "created_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "undo_seconds" smallint unsigned NULL CHECK ("undo_seconds" >= 0), "keys" text NOT NULL CHECK ((JSON_VALID("keys") OR "keys" IS NULL)), "attention" text NOT NULL CHECK ((JSON_VALID("attention") OR "attention" IS NULL)), "time_zone" varchar(60) NOT NULL, "language" varchar(12) NOT NULL);

CREATE INDEX "brand_member_brand_id_8dd35171" ON "brand_member" ("brand_id");

CREATE TABLE "brand_notification" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(10) NOT NULL, "title" text NOT NULL, "link" varchar(200) NOT NULL, "subject" varchar(80) NOT NULL, "count" integer unsigned NOT NULL CHECK ("count" >= 0), "created_at" datetime NOT NULL, "seen_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "is_in_bell" bool NOT NULL, "is_urgent" bool NOT NULL, "mail_due_at" datetime NULL, "matter" varchar(12) NOT NULL, "push_due_at" datetime NULL, "excerpt" text NOT NULL);

CREATE UNIQUE INDEX "one_unseen_per_subject" ON "brand_notification" ("member_id", "subject") WHERE "seen_at" IS NULL;

CREATE INDEX "brand_notification_brand_id_8de37dd0" ON "brand_notification" ("brand_id");

CREATE INDEX "brand_notification_member_id_2f42b2ae" ON "brand_notification" ("member_id");

CREATE INDEX "brand_notif_member__b14097_idx" ON "brand_notification" ("member_id", "seen_at", "created_at" DESC);

CREATE INDEX "to_be_pushed" ON "brand_notification" ("push_due_at") WHERE NOT ("push_due_at" IS NULL);

CREATE INDEX "to_be_mailed" ON "brand_notification" ("mail_due_at") WHERE NOT ("mail_due_at" IS NULL);

CREATE TABLE "brand_earlier" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "external_id" varchar(200) NOT NULL, "text" text NOT NULL, "at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TRIGGER brand_earlier_no_update BEFORE UPDATE ON brand_earlier
BEGIN SELECT RAISE(ABORT, 'brand_earlier is append-only: add a correcting row instead');  END;

CREATE INDEX "brand_earlier_brand_id_b7e77125" ON "brand_earlier" ("brand_id");

CREATE INDEX "brand_earlier_channel_id_56ecad71" ON "brand_earlier" ("channel_id");

CREATE INDEX "earlier_of_one" ON "brand_earlier" ("channel_id", "external_id");

CREATE TABLE "brand_brand" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(120) NOT NULL, "slug" varchar(60) NOT NULL UNIQUE, "accent" varchar(7) NOT NULL, "country" varchar(2) NOT NULL, "time_zone" varchar(60) NOT NULL, "help_email" varchar(254) NOT NULL, "help_phone" varchar(40) NOT NULL, "created_at" datetime NOT NULL, "is_rolling_out" bool NOT NULL, "undo_seconds" smallint unsigned NULL CHECK ("undo_seconds" >= 0), "postal_address" varchar(300) NOT NULL, "devoted_from" smallint unsigned NOT NULL CHECK ("devoted_from" >= 0), "engaged_from" smallint unsigned NOT NULL CHECK ("engaged_from" >= 0), "regular_from" smallint unsigned NOT NULL CHECK ("regular_from" >= 0));

CREATE TABLE "people_relationship" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(10) NOT NULL, "since" datetime NULL, "until" datetime NULL, "source" varchar(120) NOT NULL, "observed_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NOT NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "handle_id" bigint NULL REFERENCES "people_handle" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "people_engagement" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(10) NOT NULL, "reference" varchar(200) NOT NULL, "occurred_at" datetime NOT NULL, "recorded_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NOT NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "handle_id" bigint NULL REFERENCES "people_handle" ("id") DEFERRABLE INITIALLY DEFERRED, "tone" smallint NULL, CONSTRAINT "engagement_once" UNIQUE ("channel_id", "kind", "reference"));

CREATE INDEX "people_relationship_brand_id_39bc038a" ON "people_relationship" ("brand_id");

CREATE INDEX "people_relationship_channel_id_5f1292df" ON "people_relationship" ("channel_id");

CREATE INDEX "people_relationship_contact_id_5a1f2fc6" ON "people_relationship" ("contact_id");

CREATE INDEX "people_engagement_brand_id_594e293b" ON "people_engagement" ("brand_id");

CREATE INDEX "people_engagement_channel_id_f1b20679" ON "people_engagement" ("channel_id");

CREATE INDEX "people_engagement_contact_id_a4170c80" ON "people_engagement" ("contact_id");

CREATE INDEX "people_enga_contact_0538bd_idx" ON "people_engagement" ("contact_id", "channel_id", "kind", "occurred_at" DESC);

CREATE TRIGGER people_engagement_no_delete BEFORE DELETE ON people_engagement
BEGIN SELECT RAISE(ABORT, 'people_engagement is append-only: add a correcting row instead');  END;

CREATE TABLE "people_sighting" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(10) NOT NULL, "holds" bool NOT NULL, "at" datetime NULL, "source" varchar(120) NOT NULL, "recorded_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NOT NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "handle_id" bigint NULL REFERENCES "people_handle" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "people_sighting_brand_id_38f91b49" ON "people_sighting" ("brand_id");

CREATE INDEX "people_sighting_channel_id_4b048ea4" ON "people_sighting" ("channel_id");

CREATE INDEX "people_sighting_contact_id_8af77a41" ON "people_sighting" ("contact_id");

CREATE INDEX "people_sigh_contact_84e803_idx" ON "people_sighting" ("contact_id", "channel_id", "kind");

CREATE TRIGGER people_sighting_no_delete BEFORE DELETE ON people_sighting
BEGIN SELECT RAISE(ABORT, 'people_sighting is append-only: add a correcting row instead');  END;

CREATE TABLE "people_contact" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(120) NOT NULL, "language" varchar(12) NOT NULL, "country" varchar(2) NOT NULL, "time_zone" varchar(60) NOT NULL, "created_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "region" varchar(6) NOT NULL, "relation" varchar(10) NOT NULL, "relation_at" datetime NULL, "relation_by_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "is_vip" bool NOT NULL, "forgotten_at" datetime NULL, "merged_at" datetime NULL, "merged_into_id" bigint NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "people_contact_brand_id_9599f809" ON "people_contact" ("brand_id");

CREATE INDEX "people_contact_relation_by_id_87c689cd" ON "people_contact" ("relation_by_id");

CREATE INDEX "people_cont_brand_i_0d84c1_idx" ON "people_contact" ("brand_id", "name");

CREATE TABLE "people_forgetting" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "reason" varchar(200) NOT NULL, "gone" text NOT NULL CHECK ((JSON_VALID("gone") OR "gone" IS NULL)), "stays" text NOT NULL CHECK ((JSON_VALID("stays") OR "stays" IS NULL)), "at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NOT NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "people_link" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "act" varchar(8) NOT NULL, "evidence" varchar(500) NOT NULL, "at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NOT NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "handle_id" bigint NOT NULL REFERENCES "people_handle" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "was_id" bigint NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "people_merge" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "evidence" varchar(500) NOT NULL, "moved" text NOT NULL CHECK ((JSON_VALID("moved") OR "moved" IS NULL)), "before" text NOT NULL CHECK ((JSON_VALID("before") OR "before" IS NULL)), "merged_at" datetime NOT NULL, "undone_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "gone_id" bigint NOT NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "kept_id" bigint NOT NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "undone_by_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "people_contact_merged_into_id_89cd33fe" ON "people_contact" ("merged_into_id");

CREATE INDEX "people_forgetting_brand_id_9e926618" ON "people_forgetting" ("brand_id");

CREATE INDEX "people_forgetting_contact_id_61ba2b7b" ON "people_forgetting" ("contact_id");

CREATE INDEX "people_forgetting_member_id_6eebbc74" ON "people_forgetting" ("member_id");

CREATE INDEX "people_link_brand_id_ec4b3822" ON "people_link" ("brand_id");

CREATE INDEX "people_link_contact_id_c10f6a23" ON "people_link" ("contact_id");

CREATE INDEX "people_link_handle_id_9a56f9bc" ON "people_link" ("handle_id");

CREATE INDEX "people_link_member_id_cf7364b2" ON "people_link" ("member_id");

CREATE INDEX "people_link_was_id_6723258d" ON "people_link" ("was_id");

CREATE INDEX "people_link_contact_53ebce_idx" ON "people_link" ("contact_id", "id" DESC);

CREATE UNIQUE INDEX "merged_once_at_a_time" ON "people_merge" ("gone_id") WHERE "undone_at" IS NULL;

CREATE INDEX "people_merge_brand_id_e225627b" ON "people_merge" ("brand_id");

CREATE INDEX "people_merge_gone_id_6b6bd31a" ON "people_merge" ("gone_id");

CREATE INDEX "people_merge_kept_id_d4ee6e06" ON "people_merge" ("kept_id");

CREATE INDEX "people_merge_member_id_e2d7c6ff" ON "people_merge" ("member_id");

CREATE INDEX "people_merge_undone_by_id_86c91a07" ON "people_merge" ("undone_by_id");

CREATE TRIGGER people_link_no_update BEFORE UPDATE OF id, act, at, brand_id, contact_id, handle_id, member_id, was_id ON people_link BEGIN SELECT RAISE(ABORT, 'people_link is append-only: add a correcting row instead'); END;

CREATE TRIGGER people_link_no_delete BEFORE DELETE ON people_link
BEGIN SELECT RAISE(ABORT, 'people_link is append-only: add a correcting row instead'); END;

CREATE VIRTUAL TABLE people_contact_words USING fts5(words, marks, tokenize="unicode61 remove_diacritics 2 categories 'L* N* M* Co Cn So'", prefix='2 3 4', columnsize=0);

CREATE TRIGGER people_contact_words_people_contact_added AFTER INSERT ON people_contact BEGIN INSERT INTO people_contact_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.name, 1, 20000) AS whole, ' b' || kept.brand_id AS marks FROM people_contact AS kept WHERE kept.name <> '' AND kept.id = NEW.id); END;

CREATE TRIGGER people_contact_words_people_contact_gone AFTER DELETE ON people_contact BEGIN DELETE FROM people_contact_words WHERE rowid = OLD.id; END;

CREATE TRIGGER people_contact_words_people_contact_changed AFTER UPDATE OF name, brand_id ON people_contact WHEN OLD.name IS NOT NEW.name OR OLD.brand_id IS NOT NEW.brand_id BEGIN DELETE FROM people_contact_words WHERE rowid = NEW.id; INSERT INTO people_contact_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.name, 1, 20000) AS whole, ' b' || kept.brand_id AS marks FROM people_contact AS kept WHERE kept.name <> '' AND kept.id = NEW.id); END;

CREATE VIRTUAL TABLE people_handle_words USING fts5(words, marks, tokenize="unicode61 remove_diacritics 2 categories 'L* N* M* Co Cn So'", prefix='2 3 4', columnsize=0);

CREATE VIRTUAL TABLE people_contact_alike USING fts5(words, marks UNINDEXED, tokenize="trigram", detail=none, columnsize=0);

CREATE TRIGGER people_contact_alike_people_contact_added AFTER INSERT ON people_contact BEGIN INSERT INTO people_contact_alike(rowid, words, marks) SELECT id, whole, marks FROM (SELECT kept.id AS id, substr(kept.name, 1, 20000) AS whole, ' b' || kept.brand_id AS marks FROM people_contact AS kept WHERE kept.name <> '' AND kept.id = NEW.id); END;

CREATE TRIGGER people_contact_alike_people_contact_gone AFTER DELETE ON people_contact BEGIN DELETE FROM people_contact_alike WHERE rowid = OLD.id; END;

CREATE TRIGGER people_contact_alike_people_contact_changed AFTER UPDATE OF name, brand_id ON people_contact WHEN OLD.name IS NOT NEW.name OR OLD.brand_id IS NOT NEW.brand_id BEGIN DELETE FROM people_contact_alike WHERE rowid = NEW.id; INSERT INTO people_contact_alike(rowid, words, marks) SELECT id, whole, marks FROM (SELECT kept.id AS id, substr(kept.name, 1, 20000) AS whole, ' b' || kept.brand_id AS marks FROM people_contact AS kept WHERE kept.name <> '' AND kept.id = NEW.id); END;

CREATE VIRTUAL TABLE people_handle_alike USING fts5(words, marks UNINDEXED, tokenize="trigram", detail=none, columnsize=0);

CREATE UNIQUE INDEX "one_edge_that_holds" ON "people_relationship" ("contact_id", "channel_id", "kind") WHERE ("handle_id" IS NULL AND "until" IS NULL);

CREATE UNIQUE INDEX "one_edge_of_an_address" ON "people_relationship" ("handle_id", "channel_id", "kind") WHERE "until" IS NULL;

CREATE TRIGGER people_sighting_no_update BEFORE UPDATE OF id, kind, holds, at, source, recorded_at, brand_id, channel_id ON people_sighting BEGIN SELECT RAISE(ABORT, 'people_sighting is append-only: add a correcting row instead'); END;

CREATE INDEX "people_engagement_handle_id_5c950827" ON "people_engagement" ("handle_id");

CREATE INDEX "people_relationship_handle_id_315a912a" ON "people_relationship" ("handle_id");

CREATE INDEX "people_sighting_handle_id_3926686a" ON "people_sighting" ("handle_id");

CREATE TABLE "gate_decision" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "stage" varchar(8) NOT NULL, "verdict" varchar(5) NOT NULL, "facts" text NOT NULL CHECK ((JSON_VALID("facts") OR "facts" IS NULL)), "layers" text NOT NULL CHECK ((JSON_VALID("layers") OR "layers" IS NULL)), "reasons" text NOT NULL CHECK ((JSON_VALID("reasons") OR "reasons" IS NULL)), "policy_version" varchar(80) NOT NULL, "valid_until" datetime NULL, "decided_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "gate_delivery_files" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "delivery_id" bigint NOT NULL REFERENCES "gate_delivery" ("id") DEFERRABLE INITIALLY DEFERRED, "storedfile_id" bigint NOT NULL REFERENCES "brand_storedfile" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "gate_attempt" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "started_at" datetime NOT NULL, "delivery_id" bigint NOT NULL REFERENCES "gate_delivery" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "gate_receipt" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(10) NOT NULL, "detail" text NOT NULL, "at" datetime NOT NULL, "delivery_id" bigint NOT NULL REFERENCES "gate_delivery" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "gate_decisi_contact_4e6e37_idx" ON "gate_decision" ("contact_id", "decided_at" DESC);

CREATE INDEX "gate_decision_brand_id_0201d95d" ON "gate_decision" ("brand_id");

CREATE INDEX "gate_decision_channel_id_de303170" ON "gate_decision" ("channel_id");

CREATE INDEX "gate_decision_contact_id_a66fc395" ON "gate_decision" ("contact_id");

CREATE INDEX "gate_decision_member_id_97fd8132" ON "gate_decision" ("member_id");

CREATE UNIQUE INDEX "gate_delivery_files_delivery_id_storedfile_id_38c21d16_uniq" ON "gate_delivery_files" ("delivery_id", "storedfile_id");

CREATE INDEX "gate_delivery_files_delivery_id_ab9042fa" ON "gate_delivery_files" ("delivery_id");

CREATE INDEX "gate_delivery_files_storedfile_id_ee9b2668" ON "gate_delivery_files" ("storedfile_id");

CREATE INDEX "gate_attempt_delivery_id_371f410d" ON "gate_attempt" ("delivery_id");

CREATE INDEX "gate_receipt_delivery_id_e3827b97" ON "gate_receipt" ("delivery_id");

CREATE TRIGGER gate_decision_no_update BEFORE UPDATE ON gate_decision
BEGIN SELECT RAISE(ABORT, 'gate_decision is append-only: add a correcting row instead');  END;

CREATE TRIGGER gate_decision_no_delete BEFORE DELETE ON gate_decision
BEGIN SELECT RAISE(ABORT, 'gate_decision is append-only: add a correcting row instead');  END;

CREATE TRIGGER gate_attempt_no_update BEFORE UPDATE ON gate_attempt
BEGIN SELECT RAISE(ABORT, 'gate_attempt is append-only: add a correcting row instead');  END;

CREATE TRIGGER gate_attempt_no_delete BEFORE DELETE ON gate_attempt
BEGIN SELECT RAISE(ABORT, 'gate_attempt is append-only: add a correcting row instead');  END;

CREATE TRIGGER gate_receipt_no_update BEFORE UPDATE ON gate_receipt
BEGIN SELECT RAISE(ABORT, 'gate_receipt is append-only: add a correcting row instead');  END;

CREATE TRIGGER gate_receipt_no_delete BEFORE DELETE ON gate_receipt
BEGIN SELECT RAISE(ABORT, 'gate_receipt is append-only: add a correcting row instead');  END;

CREATE TABLE "gate_packtext" ("digest" varchar(64) NOT NULL PRIMARY KEY, "text" text NOT NULL);

CREATE TABLE "gate_policyversion" ("version" varchar(80) NOT NULL PRIMARY KEY, "hash" varchar(64) NOT NULL, "packs" text NOT NULL CHECK ((JSON_VALID("packs") OR "packs" IS NULL)), "first_used_at" datetime NOT NULL);

CREATE INDEX "gate_decisi_brand_i_250ce5_idx" ON "gate_decision" ("brand_id", "decided_at" DESC);

CREATE TABLE "gate_houseversion" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" integer unsigned NOT NULL CHECK ("number" >= 0), "note" varchar(200) NOT NULL, "created_at" datetime NOT NULL, "author_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "pack_id" varchar(64) NOT NULL REFERENCES "gate_packtext" ("digest") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "house_version_once" UNIQUE ("brand_id", "number"));

CREATE INDEX "gate_houseversion_author_id_c61953fd" ON "gate_houseversion" ("author_id");

CREATE INDEX "gate_houseversion_brand_id_2f0776f7" ON "gate_houseversion" ("brand_id");

CREATE INDEX "gate_houseversion_pack_id_72230136" ON "gate_houseversion" ("pack_id");

CREATE TRIGGER gate_packtext_no_update BEFORE UPDATE ON gate_packtext
BEGIN SELECT RAISE(ABORT, 'gate_packtext is append-only: add a correcting row instead');  END;

CREATE TRIGGER gate_packtext_no_delete BEFORE DELETE ON gate_packtext
BEGIN SELECT RAISE(ABORT, 'gate_packtext is append-only: add a correcting row instead');  END;

CREATE TRIGGER gate_houseversion_no_update BEFORE UPDATE ON gate_houseversion
BEGIN SELECT RAISE(ABORT, 'gate_houseversion is append-only: add a correcting row instead');  END;

CREATE TRIGGER gate_houseversion_no_delete BEFORE DELETE ON gate_houseversion
BEGIN SELECT RAISE(ABORT, 'gate_houseversion is append-only: add a correcting row instead');  END;

CREATE TRIGGER gate_policyversion_no_update BEFORE UPDATE ON gate_policyversion
BEGIN SELECT RAISE(ABORT, 'gate_policyversion is append-only: add a correcting row instead');  END;

CREATE TRIGGER gate_policyversion_no_delete BEFORE DELETE ON gate_policyversion
BEGIN SELECT RAISE(ABORT, 'gate_policyversion is append-only: add a correcting row instead');  END;

CREATE TABLE "gate_counter" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "owner" varchar(300) NOT NULL, "limit" varchar(60) NOT NULL, "reserved" integer unsigned NOT NULL CHECK ("reserved" >= 0), "slices" text NOT NULL CHECK ((JSON_VALID("slices") OR "slices" IS NULL)), "peak" bigint unsigned NOT NULL CHECK ("peak" >= 0), CONSTRAINT "counter_once" UNIQUE ("owner", "limit"));

CREATE TABLE "gate_creditentry" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" integer unsigned NOT NULL CHECK ("number" >= 0), "kind" varchar(10) NOT NULL, "amount" integer NOT NULL, "balance" integer NOT NULL, "note" varchar(200) NOT NULL, "at" datetime NOT NULL, "recorded_at" datetime NOT NULL, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "delivery_id" bigint NULL REFERENCES "gate_delivery" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "credit_line_once" UNIQUE ("channel_id", "number"), CONSTRAINT "credit_never_overdrawn" CHECK ("balance" >= 0));

CREATE TABLE "gate_refusal" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "meaning" varchar(13) NOT NULL, "at" datetime NOT NULL, "until" datetime NULL, "lifted_at" datetime NULL, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "receipt_id" bigint NOT NULL UNIQUE REFERENCES "gate_receipt" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "gate_slot" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "state" varchar(9) NOT NULL, "at" datetime NOT NULL, "contact_id" bigint NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "counter_id" bigint NOT NULL REFERENCES "gate_counter" ("id") DEFERRABLE INITIALLY DEFERRED, "delivery_id" bigint NOT NULL REFERENCES "gate_delivery" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "slot_once" UNIQUE ("delivery_id", "counter_id"));

CREATE TRIGGER gate_creditentry_no_update BEFORE UPDATE ON gate_creditentry
BEGIN SELECT RAISE(ABORT, 'gate_creditentry is append-only: add a correcting row instead');  END;

CREATE TRIGGER gate_creditentry_no_delete BEFORE DELETE ON gate_creditentry
BEGIN SELECT RAISE(ABORT, 'gate_creditentry is append-only: add a correcting row instead');  END;

CREATE TRIGGER gate_creditentry_follows BEFORE INSERT ON gate_creditentry
WHEN NEW.number <> COALESCE((SELECT MAX(number) FROM gate_creditentry WHERE channel_id = NEW.channel_id), 0) + 1
  OR NEW.balance <> NEW.amount + COALESCE(
       (SELECT balance FROM gate_creditentry WHERE channel_id = NEW.channel_id AND number = NEW.number - 1), 0)
BEGIN SELECT RAISE(ABORT, 'a line of credits follows from the line before it');  END;

CREATE UNIQUE INDEX "credit_step_once" ON "gate_creditentry" ("delivery_id", "kind") WHERE "delivery_id" IS NOT NULL;

CREATE INDEX "gate_creditentry_channel_id_27d32cd4" ON "gate_creditentry" ("channel_id");

CREATE INDEX "gate_creditentry_delivery_id_9ba7ab19" ON "gate_creditentry" ("delivery_id");

CREATE INDEX "gate_creditentry_member_id_f36e4b1a" ON "gate_creditentry" ("member_id");

CREATE INDEX "gate_refusal_channel_id_eabaef99" ON "gate_refusal" ("channel_id");

CREATE INDEX "gate_refusal_contact_id_818e27c7" ON "gate_refusal" ("contact_id");

CREATE INDEX "refusal_that_holds" ON "gate_refusal" ("channel_id", "contact_id") WHERE "lifted_at" IS NULL;

CREATE INDEX "gate_slot_contact_id_d52b8be0" ON "gate_slot" ("contact_id");

CREATE INDEX "gate_slot_counter_id_4180ef58" ON "gate_slot" ("counter_id");

CREATE INDEX "gate_slot_delivery_id_c9f71d2c" ON "gate_slot" ("delivery_id");

CREATE INDEX "gate_slot_counter_83bc47_idx" ON "gate_slot" ("counter_id", "state", "at", "contact_id");

CREATE TABLE "consent_chainhead" ("brand_id" bigint NOT NULL PRIMARY KEY REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "number" bigint unsigned NOT NULL CHECK ("number" >= 0), "seal" varchar(64) NOT NULL);

CREATE TABLE "consent_request_notices" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "request_id" bigint NOT NULL REFERENCES "consent_request" ("id") DEFERRABLE INITIALLY DEFERRED, "notice_id" bigint NOT NULL REFERENCES "consent_notice" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE UNIQUE INDEX "consent_request_notices_request_id_notice_id_237ccdab_uniq" ON "consent_request_notices" ("request_id", "notice_id");

CREATE INDEX "consent_request_notices_request_id_a138bc6a" ON "consent_request_notices" ("request_id");

CREATE INDEX "consent_request_notices_notice_id_0b70b8c9" ON "consent_request_notices" ("notice_id");

CREATE TABLE "consent_shown" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "exchange" char(32) NOT NULL, "endpoint" varchar(64) NOT NULL, "place" varchar(200) NOT NULL, "at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "notice_id" bigint NOT NULL REFERENCES "consent_notice" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "consent_shown_brand_id_417c231b" ON "consent_shown" ("brand_id");

CREATE INDEX "consent_shown_notice_id_971378a4" ON "consent_shown" ("notice_id");

CREATE TABLE "consent_membership" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "state" varchar(8) NOT NULL, "basis" varchar(20) NOT NULL, "given_at" datetime NULL, "expires_at" datetime NULL, "objected_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NOT NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "list_id" bigint NOT NULL REFERENCES "consent_list" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "membership_once_per_list" UNIQUE ("list_id", "contact_id"));

CREATE INDEX "consent_membership_brand_id_0a89fee9" ON "consent_membership" ("brand_id");

CREATE INDEX "consent_membership_contact_id_b4d448de" ON "consent_membership" ("contact_id");

CREATE INDEX "consent_membership_list_id_e2846875" ON "consent_membership" ("list_id");

CREATE INDEX "consent_mem_list_id_aa829b_idx" ON "consent_membership" ("list_id", "state", "contact_id");

CREATE TABLE "consent_notice" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "language" varchar(12) NOT NULL, "text" text NOT NULL, "sha256" varchar(64) NOT NULL, "created_at" datetime NOT NULL, "author_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "list_id" bigint NOT NULL REFERENCES "consent_list" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "notice_once_per_version" UNIQUE ("list_id", "version", "language"));

CREATE INDEX "consent_notice_author_id_77cb1ebf" ON "consent_notice" ("author_id");

CREATE INDEX "consent_notice_list_id_5d228d14" ON "consent_notice" ("list_id");

CREATE TABLE "consent_preference" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "networks" text NOT NULL CHECK ((JSON_VALID("networks") OR "networks" IS NULL)), "most" smallint unsigned NULL CHECK ("most" >= 0), "days" smallint unsigned NOT NULL CHECK ("days" >= 0), "quiet_from" smallint unsigned NULL CHECK ("quiet_from" >= 0), "quiet_until" smallint unsigned NULL CHECK ("quiet_until" >= 0), "paused_until" datetime NULL, "changed_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NOT NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "list_id" bigint NULL REFERENCES "consent_list" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "preference_once_per_list" UNIQUE ("contact_id", "list_id"));

CREATE INDEX "consent_preference_brand_id_31068e1a" ON "consent_preference" ("brand_id");

CREATE INDEX "consent_preference_contact_id_a9e6a680" ON "consent_preference" ("contact_id");

CREATE INDEX "consent_preference_list_id_678d3416" ON "consent_preference" ("list_id");

CREATE UNIQUE INDEX "preference_once_for_all" ON "consent_preference" ("contact_id") WHERE "list_id" IS NULL;

CREATE INDEX "consent_sho_exchang_de8238_idx" ON "consent_shown" ("exchange");

CREATE TABLE "consent_entry" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "act" varchar(10) NOT NULL, "purpose" varchar(20) NOT NULL, "network" varchar(20) NOT NULL, "actor" varchar(10) NOT NULL, "evidence" text NOT NULL, "expires_at" datetime NULL, "occurred_at" datetime NOT NULL, "recorded_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NOT NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "before" varchar(64) NOT NULL, "endpoint" varchar(64) NOT NULL, "evidence_digest" varchar(64) NOT NULL, "exchange" char(32) NULL, "mechanism" varchar(12) NOT NULL, "number" bigint unsigned NOT NULL CHECK ("number" >= 0), "place" varchar(200) NOT NULL, "scope" varchar(200) NOT NULL, "seal" varchar(64) NOT NULL, "list_id" bigint NULL REFERENCES "consent_list" ("id") DEFERRABLE INITIALLY DEFERRED, "notice_id" bigint NULL REFERENCES "consent_notice" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "entry_once_per_place" UNIQUE ("brand_id", "number"));

CREATE INDEX "consent_entry_brand_id_39c1eb68" ON "consent_entry" ("brand_id");

CREATE INDEX "consent_entry_contact_id_43e379b3" ON "consent_entry" ("contact_id");

CREATE INDEX "consent_entry_member_id_b9f5b4ae" ON "consent_entry" ("member_id");

CREATE INDEX "consent_entry_list_id_d3833aa3" ON "consent_entry" ("list_id");

CREATE INDEX "consent_entry_notice_id_a5ba2c2f" ON "consent_entry" ("notice_id");

CREATE INDEX "consent_ent_contact_8886d2_idx" ON "consent_entry" ("contact_id", "occurred_at");

CREATE INDEX "consent_ent_list_id_3d5a2b_idx" ON "consent_entry" ("list_id", "occurred_at");

CREATE INDEX "entry_exchange" ON "consent_entry" ("exchange") WHERE "exchange" IS NOT NULL;

CREATE TRIGGER consent_entry_no_update BEFORE UPDATE OF id, act, purpose, network, actor, expires_at, occurred_at, recorded_at, brand_id, contact_id, member_id, before, endpoint, evidence_digest, exchange, mechanism, number, place, scope, seal, list_id, notice_id ON consent_entry BEGIN SELECT RAISE(ABORT, 'consent_entry is append-only: add a correcting row instead'); END;

CREATE TRIGGER consent_entry_no_delete BEFORE DELETE ON consent_entry
BEGIN SELECT RAISE(ABORT, 'consent_entry is append-only: add a correcting row instead'); END;

CREATE TRIGGER consent_notice_no_update BEFORE UPDATE ON consent_notice
BEGIN SELECT RAISE(ABORT, 'consent_notice is append-only: add a correcting row instead');  END;

CREATE TRIGGER consent_notice_no_delete BEFORE DELETE ON consent_notice
BEGIN SELECT RAISE(ABORT, 'consent_notice is append-only: add a correcting row instead');  END;

CREATE TRIGGER consent_shown_no_update BEFORE UPDATE ON consent_shown
BEGIN SELECT RAISE(ABORT, 'consent_shown is append-only: add a correcting row instead');  END;

CREATE TRIGGER consent_shown_no_delete BEFORE DELETE ON consent_shown
BEGIN SELECT RAISE(ABORT, 'consent_shown is append-only: add a correcting row instead');  END;

CREATE TABLE "campaigns_campaign" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(120) NOT NULL, "state" varchar(9) NOT NULL, "capped" varchar(6) NOT NULL, "defer_days" smallint unsigned NOT NULL CHECK ("defer_days" >= 0), "scheduled_at" datetime NULL, "is_local" bool NOT NULL, "approved_version" integer unsigned NULL CHECK ("approved_version" >= 0), "gathered_upto" bigint unsigned NOT NULL CHECK ("gathered_upto" >= 0), "gathered_at" datetime NULL, "why" text NOT NULL, "created_at" datetime NOT NULL, "began_at" datetime NULL, "ended_at" datetime NULL, "author_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "on_id" bigint NOT NULL REFERENCES "consent_list" ("id") DEFERRABLE INITIALLY DEFERRED, "stopped_by_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "campaigns_click" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "address" varchar(2000) NOT NULL, "is_human" bool NULL, "why" varchar(80) NOT NULL, "at" datetime NOT NULL, "delivery_id" bigint NOT NULL REFERENCES "gate_delivery" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "campaigns_test" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "to" varchar(254) NOT NULL, "created_at" datetime NOT NULL, "campaign_id" bigint NOT NULL REFERENCES "campaigns_campaign" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "version_id" bigint NOT NULL REFERENCES "campaigns_version" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "campaigns_review" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(8) NOT NULL, "text" text NOT NULL, "created_at" datetime NOT NULL, "campaign_id" bigint NOT NULL REFERENCES "campaigns_campaign" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "version_id" bigint NOT NULL REFERENCES "campaigns_version" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "campaigns_c_brand_i_1d3410_idx" ON "campaigns_campaign" ("brand_id", "created_at" DESC);

CREATE INDEX "campaigns_c_state_d979e1_idx" ON "campaigns_campaign" ("state", "scheduled_at");

CREATE INDEX "campaigns_campaign_author_id_75edaa7d" ON "campaigns_campaign" ("author_id");

CREATE INDEX "campaigns_campaign_brand_id_8f1e137c" ON "campaigns_campaign" ("brand_id");

CREATE INDEX "campaigns_campaign_channel_id_7d1bbe29" ON "campaigns_campaign" ("channel_id");

CREATE INDEX "campaigns_campaign_on_id_d75b8312" ON "campaigns_campaign" ("on_id");

CREATE INDEX "campaigns_campaign_stopped_by_id_96befcfb" ON "campaigns_campaign" ("stopped_by_id");

CREATE INDEX "campaigns_click_delivery_id_95bfc8cc" ON "campaigns_click" ("delivery_id");

CREATE INDEX "campaigns_test_campaign_id_feeb9241" ON "campaigns_test" ("campaign_id");

CREATE INDEX "campaigns_test_member_id_59200405" ON "campaigns_test" ("member_id");

CREATE INDEX "campaigns_test_version_id_2c669005" ON "campaigns_test" ("version_id");

CREATE INDEX "campaigns_review_campaign_id_fb96a5c9" ON "campaigns_review" ("campaign_id");

CREATE INDEX "campaigns_review_member_id_2d4f2b43" ON "campaigns_review" ("member_id");

CREATE INDEX "campaigns_review_version_id_d54750d8" ON "campaigns_review" ("version_id");

CREATE TABLE "campaigns_version" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" integer unsigned NOT NULL CHECK ("number" >= 0), "subject" varchar(400) NOT NULL, "preview" varchar(200) NOT NULL, "text" text NOT NULL, "audience" text NOT NULL CHECK ((JSON_VALID("audience") OR "audience" IS NULL)), "note" varchar(200) NOT NULL, "created_at" datetime NOT NULL, "author_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "campaign_id" bigint NOT NULL REFERENCES "campaigns_campaign" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "campaign_version_once" UNIQUE ("campaign_id", "number"));

CREATE INDEX "campaigns_version_author_id_ce2376d5" ON "campaigns_version" ("author_id");

CREATE INDEX "campaigns_version_campaign_id_2f07ae0d" ON "campaigns_version" ("campaign_id");

CREATE TRIGGER campaigns_version_no_update BEFORE UPDATE ON campaigns_version
BEGIN SELECT RAISE(ABORT, 'campaigns_version is append-only: add a correcting row instead');  END;

CREATE TRIGGER campaigns_version_no_delete BEFORE DELETE ON campaigns_version
BEGIN SELECT RAISE(ABORT, 'campaigns_version is append-only: add a correcting row instead');  END;

CREATE TRIGGER campaigns_review_no_update BEFORE UPDATE ON campaigns_review
BEGIN SELECT RAISE(ABORT, 'campaigns_review is append-only: add a correcting row instead');  END;

CREATE TRIGGER campaigns_review_no_delete BEFORE DELETE ON campaigns_review
BEGIN SELECT RAISE(ABORT, 'campaigns_review is append-only: add a correcting row instead');  END;

CREATE TRIGGER campaigns_test_no_update BEFORE UPDATE ON campaigns_test
BEGIN SELECT RAISE(ABORT, 'campaigns_test is append-only: add a correcting row instead');  END;

CREATE TRIGGER campaigns_test_no_delete BEFORE DELETE ON campaigns_test
BEGIN SELECT RAISE(ABORT, 'campaigns_test is append-only: add a correcting row instead');  END;

CREATE TABLE "campaigns_recipient" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "state" varchar(8) NOT NULL, "due_at" datetime NOT NULL, "reason" varchar(80) NOT NULL, "campaign_id" bigint NOT NULL REFERENCES "campaigns_campaign" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NOT NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "decision_id" bigint NULL REFERENCES "gate_decision" ("id") DEFERRABLE INITIALLY DEFERRED, "handle_id" bigint NOT NULL REFERENCES "people_handle" ("id") DEFERRABLE INITIALLY DEFERRED, "delivery_id" bigint NULL REFERENCES "gate_delivery" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "recipient_once_per_address" UNIQUE ("campaign_id", "handle_id"));

CREATE INDEX "campaigns_recipient_campaign_id_20a372e5" ON "campaigns_recipient" ("campaign_id");

CREATE INDEX "campaigns_recipient_contact_id_34f5e802" ON "campaigns_recipient" ("contact_id");

CREATE INDEX "campaigns_recipient_decision_id_249e4811" ON "campaigns_recipient" ("decision_id");

CREATE INDEX "campaigns_recipient_handle_id_66405750" ON "campaigns_recipient" ("handle_id");

CREATE INDEX "campaigns_recipient_delivery_id_d2e9d23f" ON "campaigns_recipient" ("delivery_id");

CREATE INDEX "campaigns_r_campaig_64f351_idx" ON "campaigns_recipient" ("campaign_id", "state", "due_at");

CREATE INDEX "recipient_due" ON "campaigns_recipient" ("due_at") WHERE "state" IN ('waiting', 'deferred');

CREATE TABLE "campaigns_mailed" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "at" datetime NOT NULL, "test_id" bigint NOT NULL UNIQUE REFERENCES "campaigns_test" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TRIGGER campaigns_mailed_no_update BEFORE UPDATE ON campaigns_mailed
BEGIN SELECT RAISE(ABORT, 'campaigns_mailed is append-only: add a correcting row instead');  END;

CREATE TRIGGER campaigns_mailed_no_delete BEFORE DELETE ON campaigns_mailed
BEGIN SELECT RAISE(ABORT, 'campaigns_mailed is append-only: add a correcting row instead');  END;

CREATE TABLE "people_handle" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "network" varchar(20) NOT NULL, "address" varchar(254) NOT NULL, "key" varchar(254) NOT NULL, "evidence" varchar(200) NOT NULL, "verified_at" datetime NULL, "unreachable_since" datetime NULL, "created_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NOT NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "look_up_after" datetime NOT NULL, "looked_up_at" datetime NULL, "takes_notices" bool NOT NULL, "language" varchar(12) NOT NULL, CONSTRAINT "handle_once_per_brand" UNIQUE ("brand_id", "network", "key"));

CREATE INDEX "people_handle_brand_id_9b3b7c2f" ON "people_handle" ("brand_id");

CREATE INDEX "people_handle_contact_id_e987e23e" ON "people_handle" ("contact_id");

CREATE INDEX "handle_to_look_up" ON "people_handle" ("look_up_after") WHERE "looked_up_at" IS NULL;

CREATE TRIGGER people_handle_words_people_handle_added AFTER INSERT ON people_handle BEGIN INSERT INTO people_handle_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.address, 1, 20000) AS whole, ' b' || kept.brand_id AS marks FROM people_handle AS kept WHERE kept.address <> '' AND kept.id = NEW.id); END;

CREATE TRIGGER people_handle_words_people_handle_gone AFTER DELETE ON people_handle BEGIN DELETE FROM people_handle_words WHERE rowid = OLD.id; END;

CREATE TRIGGER people_handle_words_people_handle_changed AFTER UPDATE OF address, brand_id, contact_id ON people_handle WHEN OLD.address IS NOT NEW.address OR OLD.brand_id IS NOT NEW.brand_id OR OLD.contact_id IS NOT NEW.contact_id BEGIN DELETE FROM people_handle_words WHERE rowid = NEW.id; INSERT INTO people_handle_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.address, 1, 20000) AS whole, ' b' || kept.brand_id AS marks FROM people_handle AS kept WHERE kept.address <> '' AND kept.id = NEW.id); END;

CREATE TRIGGER people_handle_alike_people_handle_added AFTER INSERT ON people_handle BEGIN INSERT INTO people_handle_alike(rowid, words, marks) SELECT id, whole, marks FROM (SELECT kept.id AS id, substr(kept.address, 1, 20000) AS whole, ' b' || kept.brand_id AS marks FROM people_handle AS kept WHERE kept.address <> '' AND kept.id = NEW.id); END;

CREATE TRIGGER people_handle_alike_people_handle_gone AFTER DELETE ON people_handle BEGIN DELETE FROM people_handle_alike WHERE rowid = OLD.id; END;

CREATE TRIGGER people_handle_alike_people_handle_changed AFTER UPDATE OF address, brand_id, contact_id ON people_handle WHEN OLD.address IS NOT NEW.address OR OLD.brand_id IS NOT NEW.brand_id OR OLD.contact_id IS NOT NEW.contact_id BEGIN DELETE FROM people_handle_alike WHERE rowid = NEW.id; INSERT INTO people_handle_alike(rowid, words, marks) SELECT id, whole, marks FROM (SELECT kept.id AS id, substr(kept.address, 1, 20000) AS whole, ' b' || kept.brand_id AS marks FROM people_handle AS kept WHERE kept.address <> '' AND kept.id = NEW.id); END;

CREATE TABLE "people_visitordevice" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(80) NOT NULL, "endpoint" varchar(600) NOT NULL UNIQUE, "key" varchar(100) NOT NULL, "secret" varchar(40) NOT NULL, "country" varchar(2) NOT NULL, "created_at" datetime NOT NULL, "reached_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "handle_id" bigint NOT NULL REFERENCES "people_handle" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "people_visitordevice_brand_id_efc13210" ON "people_visitordevice" ("brand_id");

CREATE INDEX "people_visitordevice_handle_id_2194743c" ON "people_visitordevice" ("handle_id");

CREATE INDEX "contact_first" ON "people_contact" ("brand_id", "id") WHERE "is_vip";

CREATE TABLE "consent_joinkey" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(80) NOT NULL, "start" varchar(12) NOT NULL, "digest" varchar(64) NOT NULL UNIQUE, "created_at" datetime NOT NULL, "used_at" datetime NULL, "revoked_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "created_by_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "list_id" bigint NOT NULL REFERENCES "consent_list" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "consent_lifting" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "asked_at" datetime NOT NULL, "reason" text NOT NULL, "answer" varchar(3) NOT NULL, "answered_at" datetime NULL, "remark" text NOT NULL, "answered_by_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "asked_by_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "suppression_id" bigint NOT NULL REFERENCES "consent_suppression" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "consent_joinkey_brand_id_a4903482" ON "consent_joinkey" ("brand_id");

CREATE INDEX "consent_joinkey_created_by_id_e46817f5" ON "consent_joinkey" ("created_by_id");

CREATE INDEX "consent_joinkey_list_id_5fa4ef1c" ON "consent_joinkey" ("list_id");

CREATE UNIQUE INDEX "one_lifting_that_waits" ON "consent_lifting" ("suppression_id") WHERE "answer" = '';

CREATE INDEX "consent_lifting_answered_by_id_30b5e2ce" ON "consent_lifting" ("answered_by_id");

CREATE INDEX "consent_lifting_asked_by_id_15c744a6" ON "consent_lifting" ("asked_by_id");

CREATE INDEX "consent_lifting_brand_id_128fee82" ON "consent_lifting" ("brand_id");

CREATE INDEX "consent_lifting_contact_id_675bcf5c" ON "consent_lifting" ("contact_id");

CREATE INDEX "consent_lifting_suppression_id_b9d0593b" ON "consent_lifting" ("suppression_id");

CREATE TABLE "consent_suppression" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "network" varchar(20) NOT NULL, "digest" varchar(64) NOT NULL, "reason" varchar(10) NOT NULL, "evidence" text NOT NULL, "since" datetime NOT NULL, "lifted_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "until" datetime NULL, "list_id" bigint NULL REFERENCES "consent_list" ("id") DEFERRABLE INITIALLY DEFERRED, "person_key" varchar(64) NOT NULL, "exchange" char(32) NULL);

CREATE UNIQUE INDEX "one_suppression_that_holds" ON "consent_suppression" ("brand_id", "network", "digest") WHERE ("lifted_at" IS NULL AND "list_id" IS NULL);

CREATE UNIQUE INDEX "one_suppression_per_list" ON "consent_suppression" ("brand_id", "network", "digest", "list_id") WHERE "lifted_at" IS NULL;

CREATE INDEX "consent_suppression_brand_id_d2c4187f" ON "consent_suppression" ("brand_id");

CREATE INDEX "consent_suppression_member_id_429f8b8c" ON "consent_suppression" ("member_id");

CREATE INDEX "consent_suppression_list_id_e53cb0f0" ON "consent_suppression" ("list_id");

CREATE INDEX "suppression_of_person" ON "consent_suppression" ("brand_id", "person_key") WHERE NOT ("person_key" = '');

CREATE INDEX "suppression_of_import" ON "consent_suppression" ("exchange") WHERE "exchange" IS NOT NULL;

CREATE TABLE "consent_import" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(200) NOT NULL, "sha256" varchar(64) NOT NULL, "exchange" char(32) NOT NULL UNIQUE, "sheets" text NOT NULL CHECK ((JSON_VALID("sheets") OR "sheets" IS NULL)), "fields" text NOT NULL CHECK ((JSON_VALID("fields") OR "fields" IS NULL)), "how" varchar(200) NOT NULL, "words" text NOT NULL, "order" varchar(3) NOT NULL, "is_only_list" bool NOT NULL, "shared_because" varchar(200) NOT NULL, "state" varchar(8) NOT NULL, "turn" smallint unsigned NOT NULL CHECK ("turn" >= 0), "at_line" bigint unsigned NOT NULL CHECK ("at_line" >= 0), "read" bigint unsigned NOT NULL CHECK ("read" >= 0), "total" bigint unsigned NOT NULL CHECK ("total" >= 0), "undone_upto" bigint unsigned NOT NULL CHECK ("undone_upto" >= 0), "tried" text NOT NULL CHECK ((JSON_VALID("tried") OR "tried" IS NULL)), "found" text NOT NULL CHECK ((JSON_VALID("found") OR "found" IS NULL)), "undone" text NOT NULL CHECK ((JSON_VALID("undone") OR "undone" IS NULL)), "problem" text NOT NULL, "created_at" datetime NOT NULL, "began_at" datetime NULL, "ended_at" datetime NULL, "undone_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "file_id" bigint NULL REFERENCES "brand_storedfile" ("id") DEFERRABLE INITIALLY DEFERRED, "list_id" bigint NOT NULL REFERENCES "consent_list" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "consent_importline" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "is_try" bool NOT NULL, "file" smallint unsigned NOT NULL CHECK ("file" >= 0), "number" bigint unsigned NOT NULL CHECK ("number" >= 0), "key" bigint NULL, "outcome" varchar(8) NOT NULL, "reason" varchar(16) NOT NULL, "of_id" bigint NOT NULL REFERENCES "consent_import" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "import_line_once" UNIQUE ("of_id", "is_try", "file", "number"));

CREATE INDEX "consent_import_brand_id_594137ad" ON "consent_import" ("brand_id");

CREATE INDEX "consent_import_file_id_fdf50f9b" ON "consent_import" ("file_id");

CREATE INDEX "consent_import_list_id_0d60ded0" ON "consent_import" ("list_id");

CREATE INDEX "consent_import_member_id_90e5f631" ON "consent_import" ("member_id");

CREATE INDEX "import_under_way" ON "consent_import" ("id") WHERE "state" IN ('trying', 'running', 'undoing');

CREATE INDEX "consent_importline_of_id_75b3f21f" ON "consent_importline" ("of_id");

CREATE INDEX "import_line_key" ON "consent_importline" ("of_id", "key");

CREATE TABLE "consent_request" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "network" varchar(20) NOT NULL, "address" varchar(254) NOT NULL, "endpoint" varchar(64) NOT NULL, "person_key" varchar(64) NOT NULL, "name" varchar(120) NOT NULL, "language" varchar(12) NOT NULL, "exchange" char(32) NOT NULL UNIQUE, "mechanism" varchar(12) NOT NULL, "place" varchar(200) NOT NULL, "token" varchar(64) NOT NULL UNIQUE, "code" varchar(64) NOT NULL, "tries" smallint unsigned NOT NULL CHECK ("tries" >= 0), "origin" varchar(45) NOT NULL, "agent" varchar(200) NOT NULL, "asked_at" datetime NOT NULL, "expires_at" datetime NOT NULL, "mailed_at" datetime NULL, "confirmed_at" datetime NULL, "lapsed_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "mail_after" datetime NOT NULL, "answered" varchar(500) NOT NULL);

CREATE INDEX "consent_request_brand_id_556572fd" ON "consent_request" ("brand_id");

CREATE INDEX "consent_request_contact_id_cf64f0c0" ON "consent_request" ("contact_id");

CREATE INDEX "consent_req_brand_i_5681ab_idx" ON "consent_request" ("brand_id", "endpoint", "asked_at" DESC);

CREATE INDEX "consent_req_brand_i_895072_idx" ON "consent_request" ("brand_id", "person_key", "asked_at" DESC);

CREATE INDEX "request_pending" ON "consent_request" ("expires_at") WHERE ("confirmed_at" IS NULL AND "lapsed_at" IS NULL);

CREATE INDEX "consent_req_brand_i_bb83f5_idx" ON "consent_request" ("brand_id", "asked_at" DESC);

CREATE TABLE "consent_list" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "slug" varchar(60) NOT NULL, "name" varchar(120) NOT NULL, "about" text NOT NULL, "purpose" varchar(20) NOT NULL, "most" smallint unsigned NOT NULL CHECK ("most" >= 0), "days" smallint unsigned NOT NULL CHECK ("days" >= 0), "networks" text NOT NULL CHECK ((JSON_VALID("networks") OR "networks" IS NULL)), "keyword" varchar(40) NOT NULL, "months" smallint unsigned NULL CHECK ("months" >= 0), "is_internal" bool NOT NULL, "is_open" bool NOT NULL, "single_because" varchar(200) NOT NULL, "created_at" datetime NOT NULL, "closed_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "created_by_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "counts_links" bool NOT NULL, CONSTRAINT "list_once_per_brand" UNIQUE ("brand_id", "slug"));

CREATE UNIQUE INDEX "one_list_per_keyword" ON "consent_list" ("brand_id", "keyword") WHERE NOT ("keyword" = '');

CREATE INDEX "consent_list_slug_0925207c" ON "consent_list" ("slug");

CREATE INDEX "consent_list_brand_id_6c01f294" ON "consent_list" ("brand_id");

CREATE INDEX "consent_list_created_by_id_28cb0e20" ON "consent_list" ("created_by_id");

CREATE TRIGGER people_engagement_no_update BEFORE UPDATE OF id, kind, reference, occurred_at, recorded_at, brand_id, channel_id, tone ON people_engagement BEGIN SELECT RAISE(ABORT, 'people_engagement is append-only: add a correcting row instead'); END;

CREATE TABLE "people_score" ("contact_id" bigint NOT NULL PRIMARY KEY REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "value" real NOT NULL, "words" real NOT NULL, "light" real NOT NULL, "kinds" integer unsigned NOT NULL CHECK ("kinds" >= 0), "breadth" smallint unsigned NOT NULL CHECK ("breadth" >= 0), "deeds" integer unsigned NOT NULL CHECK ("deeds" >= 0), "last_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "people_score_brand_id_66624c0e" ON "people_score" ("brand_id");

CREATE INDEX "score_highest_first" ON "people_score" ("brand_id", "value" DESC, "contact_id");

CREATE TABLE "drafts_draft_files" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "draft_id" bigint NOT NULL REFERENCES "drafts_draft" ("id") DEFERRABLE INITIALLY DEFERRED, "storedfile_id" bigint NOT NULL REFERENCES "brand_storedfile" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "drafts_approval" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "is_yes" bool NOT NULL, "comment" text NOT NULL, "created_at" datetime NOT NULL, "member_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "draft_id" bigint NOT NULL REFERENCES "drafts_draft" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE UNIQUE INDEX "drafts_draft_files_draft_id_storedfile_id_62deaa00_uniq" ON "drafts_draft_files" ("draft_id", "storedfile_id");

CREATE INDEX "drafts_draft_files_draft_id_f4c57ae7" ON "drafts_draft_files" ("draft_id");

CREATE INDEX "drafts_draft_files_storedfile_id_938d9555" ON "drafts_draft_files" ("storedfile_id");

CREATE INDEX "drafts_approval_member_id_1191f75f" ON "drafts_approval" ("member_id");

CREATE INDEX "drafts_approval_draft_id_7bb100a3" ON "drafts_approval" ("draft_id");

CREATE TABLE "drafts_draft" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "form" varchar(15) NOT NULL, "purpose" varchar(20) NOT NULL, "about" varchar(200) NOT NULL, "subject" varchar(400) NOT NULL, "text" text NOT NULL, "in_reply_to" varchar(200) NOT NULL, "references" text NOT NULL CHECK ((JSON_VALID("references") OR "references" IS NULL)), "state" varchar(10) NOT NULL, "key" varchar(64) NOT NULL, "created_at" datetime NOT NULL, "author_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "decision_id" bigint NULL REFERENCES "gate_decision" ("id") DEFERRABLE INITIALLY DEFERRED, "delivery_id" bigint NULL UNIQUE REFERENCES "gate_delivery" ("id") DEFERRABLE INITIALLY DEFERRED, "authored_by" varchar(15) NOT NULL, "scheduled_at" datetime NULL, "audience" varchar(12) NOT NULL, "composition_id" bigint NULL REFERENCES "drafts_composition" ("id") DEFERRABLE INITIALLY DEFERRED, "asks_id" bigint NULL REFERENCES "consent_list" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_draft_per_wish" UNIQUE ("brand_id", "key"));

CREATE INDEX "drafts_draft_author_id_c56effe1" ON "drafts_draft" ("author_id");

CREATE INDEX "drafts_draft_brand_id_459f3eb0" ON "drafts_draft" ("brand_id");

CREATE INDEX "drafts_draft_channel_id_22922e28" ON "drafts_draft" ("channel_id");

CREATE INDEX "drafts_draft_contact_id_5b59c6af" ON "drafts_draft" ("contact_id");

CREATE INDEX "drafts_draft_decision_id_f6279908" ON "drafts_draft" ("decision_id");

CREATE INDEX "drafts_draf_contact_d723fa_idx" ON "drafts_draft" ("contact_id", "channel_id", "state");

CREATE INDEX "draft_scheduled" ON "drafts_draft" ("scheduled_at") WHERE "state" = 'scheduled';

CREATE TABLE "drafts_feed" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "typed" varchar(1000) NOT NULL, "address" varchar(1000) NOT NULL, "others" text NOT NULL CHECK ((JSON_VALID("others") OR "others" IS NULL)), "title" varchar(300) NOT NULL, "site" varchar(1000) NOT NULL, "state" varchar(8) NOT NULL, "etag" varchar(500) NOT NULL, "modified" varchar(100) NOT NULL, "digest" varchar(64) NOT NULL, "due_at" datetime NOT NULL, "lease_until" datetime NULL, "pause_seconds" integer unsigned NOT NULL CHECK ("pause_seconds" >= 0), "failures" smallint unsigned NOT NULL CHECK ("failures" >= 0), "trouble" text NOT NULL, "asked_at" datetime NULL, "brought_at" datetime NULL, "created_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_feed_once" UNIQUE ("brand_id", "address"));

CREATE INDEX "drafts_draft_composition_id_be7769d3" ON "drafts_draft" ("composition_id");

CREATE INDEX "drafts_feed_brand_id_5761795f" ON "drafts_feed" ("brand_id");

CREATE INDEX "drafts_feed_member_id_9d43a59d" ON "drafts_feed" ("member_id");

CREATE INDEX "feed_to_ask" ON "drafts_feed" ("due_at") WHERE "state" IN ('looking', 'on');

CREATE TABLE "drafts_feeditem" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(40) NOT NULL, "digest" varchar(40) NOT NULL, "title" varchar(300) NOT NULL, "text" text NOT NULL, "link" varchar(1000) NOT NULL, "published_at" datetime NULL, "is_earlier" bool NOT NULL, "found_at" datetime NOT NULL, "changed_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "feed_id" bigint NOT NULL REFERENCES "drafts_feed" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "feed_item_once" UNIQUE ("feed_id", "key"));

CREATE INDEX "drafts_feeditem_brand_id_afa09dac" ON "drafts_feeditem" ("brand_id");

CREATE INDEX "drafts_feeditem_feed_id_d1d0a169" ON "drafts_feeditem" ("feed_id");

CREATE INDEX "drafts_feed_brand_i_93133c_idx" ON "drafts_feeditem" ("brand_id", "id" DESC);

CREATE TABLE "drafts_composition" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "text" text NOT NULL, "purpose" varchar(20) NOT NULL, "parts" text NOT NULL CHECK ((JSON_VALID("parts") OR "parts" IS NULL)), "key" varchar(64) NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "created_at" datetime NOT NULL, "changed_at" datetime NOT NULL, "let_out_at" datetime NULL, "put_away_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "item_id" bigint NULL REFERENCES "drafts_feeditem" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_composition_per_key" UNIQUE ("brand_id", "key"));

CREATE INDEX "drafts_composition_brand_id_77fe89b6" ON "drafts_composition" ("brand_id");

CREATE INDEX "drafts_composition_member_id_80ece77f" ON "drafts_composition" ("member_id");

CREATE INDEX "drafts_composition_item_id_55a3735c" ON "drafts_composition" ("item_id");

CREATE INDEX "composition_open" ON "drafts_composition" ("brand_id", "id" DESC) WHERE ("let_out_at" IS NULL AND "put_away_at" IS NULL);

CREATE TABLE "drafts_personalnote" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "purpose" varchar(20) NOT NULL, "is_offer" bool NOT NULL, "subject" varchar(400) NOT NULL, "text" text NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "state" varchar(8) NOT NULL, "created_at" datetime NOT NULL, "changed_at" datetime NOT NULL, "begun_by_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NOT NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "draft_id" bigint NULL UNIQUE REFERENCES "drafts_draft" ("id") DEFERRABLE INITIALLY DEFERRED, "writer_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "drafts_noteremark" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(7) NOT NULL, "says" text NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "text" text NOT NULL, "at" datetime NOT NULL, "member_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "note_id" bigint NOT NULL REFERENCES "drafts_personalnote" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "note_by_state" ON "drafts_personalnote" ("brand_id", "state", "changed_at" DESC);

CREATE INDEX "drafts_personalnote_begun_by_id_00192488" ON "drafts_personalnote" ("begun_by_id");

CREATE INDEX "drafts_personalnote_brand_id_517f86b2" ON "drafts_personalnote" ("brand_id");

CREATE INDEX "drafts_personalnote_channel_id_fa1675a4" ON "drafts_personalnote" ("channel_id");

CREATE INDEX "drafts_personalnote_contact_id_6c58db39" ON "drafts_personalnote" ("contact_id");

CREATE INDEX "drafts_personalnote_writer_id_698033eb" ON "drafts_personalnote" ("writer_id");

CREATE INDEX "drafts_noteremark_member_id_7a5e738a" ON "drafts_noteremark" ("member_id");

CREATE INDEX "drafts_noteremark_note_id_932e3c98" ON "drafts_noteremark" ("note_id");

CREATE INDEX "drafts_draft_asks_id_12961a0b" ON "drafts_draft" ("asks_id");

CREATE TABLE "friends_request" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "source" varchar(8) NOT NULL, "note" text NOT NULL, "came_at" datetime NULL, "heard_at" datetime NOT NULL, "seen" text NOT NULL CHECK ((JSON_VALID("seen") OR "seen" IS NULL)), "portrait" BLOB NOT NULL, "picture_mark" varchar(16) NOT NULL, "picture_trouble" text NOT NULL, "looked_at" datetime NULL, "look_after" datetime NOT NULL, "look_trouble" text NOT NULL, "points" text NOT NULL CHECK ((JSON_VALID("points") OR "points" IS NULL)), "tests" text NOT NULL CHECK ((JSON_VALID("tests") OR "tests" IS NULL)), "suggestion" varchar(8) NOT NULL, "judged_at" datetime NULL, "state" varchar(9) NOT NULL, "decided_at" datetime NULL, "is_by_program" bool NOT NULL, "settled_at" datetime NULL, "settle_after" datetime NOT NULL, "trouble" text NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "decided_by_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "draft_id" bigint NULL REFERENCES "drafts_draft" ("id") DEFERRABLE INITIALLY DEFERRED, "handle_id" bigint NOT NULL REFERENCES "people_handle" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "friends_invitation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "network" varchar(20) NOT NULL, "opened_at" datetime NOT NULL, "connected_at" datetime NULL, "dropped_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "dropped_by_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "request_id" bigint NOT NULL UNIQUE REFERENCES "friends_request" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "friends_exhibit" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "external_id" varchar(200) NOT NULL, "kind" varchar(5) NOT NULL, "text" text NOT NULL, "url" varchar(500) NOT NULL, "pictures" integer unsigned NOT NULL CHECK ("pictures" >= 0), "said_at" datetime NULL, "audience" varchar(8) NOT NULL, "heard_from" varchar(120) NOT NULL, "seen_at" datetime NOT NULL, "marks" text NOT NULL CHECK ((JSON_VALID("marks") OR "marks" IS NULL)), "weight" smallint unsigned NOT NULL CHECK ("weight" >= 0), "kept_at" datetime NULL, "take_down_at" datetime NULL, "take_down_after" datetime NOT NULL, "taken_down_at" datetime NULL, "trouble" text NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "kept_by_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "take_down_by_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "exhibit_once_per_channel" UNIQUE ("channel_id", "external_id"));

CREATE TABLE "friends_policyline" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "network" varchar(20) NOT NULL, "relation" varchar(10) NOT NULL, "act" varchar(6) NOT NULL, "elsewhere" varchar(20) NOT NULL, "words" text NOT NULL CHECK ((JSON_VALID("words") OR "words" IS NULL)), "changed_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "changed_by_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_line_for_each_relation" UNIQUE ("brand_id", "network", "relation"));

CREATE INDEX "friends_req_brand_i_c57415_idx" ON "friends_request" ("brand_id", "state", "id" DESC);

CREATE INDEX "request_by_arrival" ON "friends_request" ("channel_id", "heard_at");

CREATE INDEX "request_to_look_up" ON "friends_request" ("look_after") WHERE ("looked_at" IS NULL AND "source" = 'network' AND "state" = 'open');

CREATE INDEX "request_to_settle" ON "friends_request" ("settle_after") WHERE ("is_by_program" AND "settled_at" IS NULL);

CREATE INDEX "request_by_picture" ON "friends_request" ("brand_id", "picture_mark") WHERE NOT ("picture_mark" = '');

CREATE UNIQUE INDEX "one_open_request" ON "friends_request" ("channel_id", "handle_id") WHERE "state" = 'open';

CREATE INDEX "invitation_to_follow" ON "friends_invitation" ("brand_id") WHERE ("connected_at" IS NULL AND "dropped_at" IS NULL);

CREATE INDEX "friends_request_brand_id_e3bbb739" ON "friends_request" ("brand_id");

CREATE INDEX "friends_request_channel_id_04df905f" ON "friends_request" ("channel_id");

CREATE INDEX "friends_request_decided_by_id_e9b954c6" ON "friends_request" ("decided_by_id");

CREATE INDEX "friends_request_draft_id_521b1ecb" ON "friends_request" ("draft_id");

CREATE INDEX "friends_request_handle_id_eeed7be6" ON "friends_request" ("handle_id");

CREATE INDEX "friends_invitation_brand_id_dbc21583" ON "friends_invitation" ("brand_id");

CREATE INDEX "friends_invitation_dropped_by_id_323c0957" ON "friends_invitation" ("dropped_by_id");

CREATE INDEX "friends_exhibit_brand_id_e50975fb" ON "friends_exhibit" ("brand_id");

CREATE INDEX "friends_exhibit_channel_id_24db9dee" ON "friends_exhibit" ("channel_id");

CREATE INDEX "friends_exhibit_kept_by_id_fbe38366" ON "friends_exhibit" ("kept_by_id");

CREATE INDEX "friends_exhibit_take_down_by_id_58f12228" ON "friends_exhibit" ("take_down_by_id");

CREATE INDEX "exhibit_by_weight" ON "friends_exhibit" ("channel_id", "weight" DESC, "said_at");

CREATE INDEX "exhibit_to_take_down" ON "friends_exhibit" ("take_down_after") WHERE ("take_down_at" IS NOT NULL AND "taken_down_at" IS NULL);

CREATE INDEX "friends_policyline_brand_id_ced189d6" ON "friends_policyline" ("brand_id");

CREATE INDEX "friends_policyline_changed_by_id_ca2f847e" ON "friends_policyline" ("changed_by_id");

CREATE TABLE "friends_reading" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "asked_at" datetime NOT NULL, "done_at" datetime NULL, "try_after" datetime NOT NULL, "count" integer unsigned NOT NULL CHECK ("count" >= 0), "trouble" text NOT NULL, "channel_id" bigint NOT NULL UNIQUE REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "exhibits_to_read" ON "friends_reading" ("try_after") WHERE "done_at" IS NULL;

CREATE TABLE "gate_health" ("channel_id" bigint NOT NULL PRIMARY KEY REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "state" varchar(7) NOT NULL, "why" text NOT NULL, "since" datetime NOT NULL, "counted_from" datetime NULL, "slow_until" datetime NULL, "complaints_high_at" datetime NULL, "domain" text NOT NULL CHECK ((JSON_VALID("domain") OR "domain" IS NULL)), "domain_at" datetime NULL);

CREATE TABLE "gate_turn" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "state" varchar(7) NOT NULL, "why" text NOT NULL, "at" datetime NOT NULL, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "gate_turn_channel_id_031e6bba" ON "gate_turn" ("channel_id");

CREATE TABLE "gate_score" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "network" varchar(20) NOT NULL, "digest" varchar(64) NOT NULL, "halves" smallint unsigned NOT NULL CHECK ("halves" >= 0), "last_at" datetime NOT NULL, "probe_at" datetime NULL, "probed_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "last_id" bigint NOT NULL REFERENCES "gate_delivery" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "score_once_per_address" UNIQUE ("brand_id", "network", "digest"));

CREATE INDEX "gate_turn_member_id_b2047740" ON "gate_turn" ("member_id");

CREATE INDEX "gate_score_brand_id_8636d3be" ON "gate_score" ("brand_id");

CREATE INDEX "gate_score_last_id_d8d21824" ON "gate_score" ("last_id");

CREATE TABLE "gate_signal" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(12) NOT NULL, "is_of_list" bool NOT NULL, "key" varchar(200) NOT NULL, "detail" varchar(300) NOT NULL, "at" datetime NOT NULL, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "delivery_id" bigint NULL REFERENCES "gate_delivery" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "signal_once" UNIQUE ("channel_id", "key"));

CREATE INDEX "gate_signal_channel_id_15061397" ON "gate_signal" ("channel_id");

CREATE INDEX "gate_signal_delivery_id_3d444c4b" ON "gate_signal" ("delivery_id");

CREATE INDEX "gate_signal_channel_bdfcee_idx" ON "gate_signal" ("channel_id", "kind", "at");

CREATE TRIGGER gate_signal_no_update BEFORE UPDATE ON gate_signal
BEGIN SELECT RAISE(ABORT, 'gate_signal is append-only: add a correcting row instead');  END;

CREATE TRIGGER gate_signal_no_delete BEFORE DELETE ON gate_signal
BEGIN SELECT RAISE(ABORT, 'gate_signal is append-only: add a correcting row instead');  END;

CREATE TRIGGER gate_turn_no_update BEFORE UPDATE ON gate_turn
BEGIN SELECT RAISE(ABORT, 'gate_turn is append-only: add a correcting row instead');  END;

CREATE TRIGGER gate_turn_no_delete BEFORE DELETE ON gate_turn
BEGIN SELECT RAISE(ABORT, 'gate_turn is append-only: add a correcting row instead');  END;

CREATE TABLE "gate_delivery" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "form" varchar(15) NOT NULL, "purpose" varchar(20) NOT NULL, "to" varchar(254) NOT NULL, "about" varchar(200) NOT NULL, "subject" varchar(400) NOT NULL, "text" text NOT NULL, "text_digest" varchar(64) NOT NULL, "in_reply_to" varchar(200) NOT NULL, "references" text NOT NULL CHECK ((JSON_VALID("references") OR "references" IS NULL)), "key" varchar(64) NOT NULL UNIQUE, "state" varchar(10) NOT NULL, "state_reason" text NOT NULL, "external_id" varchar(200) NOT NULL, "attempts" smallint unsigned NOT NULL CHECK ("attempts" >= 0), "not_before" datetime NOT NULL, "not_after" datetime NULL, "lease_until" datetime NULL, "created_at" datetime NOT NULL, "sent_at" datetime NULL, "recorded_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "decision_id" bigint NOT NULL UNIQUE REFERENCES "gate_decision" ("id") DEFERRABLE INITIALLY DEFERRED, "stopped_by_id" bigint NULL UNIQUE REFERENCES "gate_decision" ("id") DEFERRABLE INITIALLY DEFERRED, "on_id" bigint NULL REFERENCES "consent_list" ("id") DEFERRABLE INITIALLY DEFERRED, "preview" varchar(200) NOT NULL, "audience" varchar(12) NOT NULL);

CREATE INDEX "gate_delivery_brand_id_f667113c" ON "gate_delivery" ("brand_id");

CREATE INDEX "gate_delivery_channel_id_affecbb9" ON "gate_delivery" ("channel_id");

CREATE INDEX "gate_delivery_contact_id_8372c9a6" ON "gate_delivery" ("contact_id");

CREATE INDEX "gate_delivery_on_id_a2ea2d2d" ON "gate_delivery" ("on_id");

CREATE INDEX "gate_delive_channel_d4ce99_idx" ON "gate_delivery" ("channel_id", "state", "not_before");

CREATE INDEX "gate_delive_contact_636f65_idx" ON "gate_delivery" ("contact_id", "channel_id", "created_at" DESC);

CREATE INDEX "gate_delive_channel_c4aff1_idx" ON "gate_delivery" ("channel_id", "external_id");

CREATE INDEX "gate_delive_brand_i_eafad9_idx" ON "gate_delivery" ("brand_id", "text_digest", "created_at" DESC);

CREATE INDEX "gate_delive_state_cab1b4_idx" ON "gate_delivery" ("state", "not_before");

CREATE INDEX "delivery_on_list" ON "gate_delivery" ("on_id", "contact_id", "created_at" DESC) WHERE "on_id" IS NOT NULL;

CREATE INDEX "delivery_of_list_that_left" ON "gate_delivery" ("channel_id", "sent_at") WHERE "on_id" IS NOT NULL;

CREATE INDEX "delivery_to_record" ON "gate_delivery" ("state") WHERE "recorded_at" IS NULL;

CREATE TRIGGER gate_delivery_allowed BEFORE INSERT ON gate_delivery
WHEN COALESCE((SELECT verdict FROM gate_decision WHERE id = NEW.decision_id), '') <> 'allow'
BEGIN SELECT RAISE(ABORT, 'a delivery needs a decision that allows it');  END;

CREATE TRIGGER gate_delivery_keeps BEFORE UPDATE OF decision_id ON gate_delivery
WHEN NEW.decision_id <> OLD.decision_id
BEGIN SELECT RAISE(ABORT, 'a delivery needs a decision that allows it');  END;

CREATE TABLE "gate_invitation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "title" varchar(200) NOT NULL, "delivery_id" bigint NOT NULL UNIQUE REFERENCES "gate_delivery" ("id") DEFERRABLE INITIALLY DEFERRED, "on_id" bigint NOT NULL REFERENCES "consent_list" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "gate_ticketuse" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "state" varchar(9) NOT NULL, "at" datetime NOT NULL, "delivery_id" bigint NOT NULL UNIQUE REFERENCES "gate_delivery" ("id") DEFERRABLE INITIALLY DEFERRED, "ticket_id" bigint NOT NULL REFERENCES "gate_ticket" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "gate_ticket" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "topic" varchar(200) NOT NULL, "title" varchar(200) NOT NULL, "frequency" varchar(10) NOT NULL, "sealed" text NOT NULL, "digest" varchar(64) NOT NULL, "given_at" datetime NULL, "expires_at" datetime NULL, "stopped_at" datetime NULL, "resumed_at" datetime NULL, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "handle_id" bigint NOT NULL REFERENCES "people_handle" ("id") DEFERRABLE INITIALLY DEFERRED, "on_id" bigint NULL REFERENCES "consent_list" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "ticket_once" UNIQUE ("channel_id", "handle_id", "topic"));

CREATE INDEX "gate_invitation_on_id_61dbcaa4" ON "gate_invitation" ("on_id");

CREATE INDEX "gate_ticketuse_ticket_id_3f768573" ON "gate_ticketuse" ("ticket_id");

CREATE INDEX "gate_ticket_channel_id_d1be9677" ON "gate_ticket" ("channel_id");

CREATE INDEX "gate_ticket_handle_id_20810167" ON "gate_ticket" ("handle_id");

CREATE INDEX "gate_ticket_on_id_a8c0063e" ON "gate_ticket" ("on_id");

CREATE INDEX "ticket_by_token" ON "gate_ticket" ("channel_id", "digest");

CREATE INDEX "ticket_of_list" ON "gate_ticket" ("channel_id", "on_id", "handle_id");

CREATE INDEX "gate_ticket_ticket__26fa49_idx" ON "gate_ticketuse" ("ticket_id", "state", "at");

CREATE UNIQUE INDEX "ticket_for_one_at_a_time" ON "gate_ticketuse" ("ticket_id") WHERE "state" = 'reserved';

CREATE TABLE "inbox_reply" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "is_settled" bool NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "draft_id" bigint NOT NULL UNIQUE REFERENCES "drafts_draft" ("id") DEFERRABLE INITIALLY DEFERRED, "thread_id" bigint NOT NULL REFERENCES "inbox_thread" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "inbox_note" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "text" text NOT NULL, "created_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "thread_id" bigint NOT NULL REFERENCES "inbox_thread" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "inbox_message_files" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "message_id" bigint NOT NULL REFERENCES "inbox_message" ("id") DEFERRABLE INITIALLY DEFERRED, "storedfile_id" bigint NOT NULL REFERENCES "brand_storedfile" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "reply_open" ON "inbox_reply" ("thread_id") WHERE NOT "is_settled";

CREATE TABLE "inbox_reading" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "upto" bigint unsigned NOT NULL CHECK ("upto" >= 0), "at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "thread_id" bigint NOT NULL REFERENCES "inbox_thread" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_reading_per_member" UNIQUE ("thread_id", "member_id"));

CREATE INDEX "inbox_reply_brand_id_e12060a6" ON "inbox_reply" ("brand_id");

CREATE INDEX "inbox_reply_thread_id_416eb0e8" ON "inbox_reply" ("thread_id");

CREATE INDEX "inbox_note_brand_id_9b17ad31" ON "inbox_note" ("brand_id");

CREATE INDEX "inbox_note_member_id_3d3ebddf" ON "inbox_note" ("member_id");

CREATE INDEX "inbox_note_thread_id_c061c0f6" ON "inbox_note" ("thread_id");

CREATE UNIQUE INDEX "inbox_message_files_message_id_storedfile_id_271b1234_uniq" ON "inbox_message_files" ("message_id", "storedfile_id");

CREATE INDEX "inbox_message_files_message_id_cc80c1bd" ON "inbox_message_files" ("message_id");

CREATE INDEX "inbox_message_files_storedfile_id_e9bc4ea7" ON "inbox_message_files" ("storedfile_id");

CREATE INDEX "inbox_reading_brand_id_1e5a4a2a" ON "inbox_reading" ("brand_id");

CREATE INDEX "inbox_reading_member_id_47776781" ON "inbox_reading" ("member_id");

CREATE INDEX "inbox_reading_thread_id_a53b4c89" ON "inbox_reading" ("thread_id");

CREATE TABLE "inbox_reaction" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "sign" varchar(60) NOT NULL, "is_on" bool NOT NULL, "at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NOT NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "message_id" bigint NOT NULL REFERENCES "inbox_message" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "reaction_once" UNIQUE ("message_id", "contact_id", "sign"));

CREATE INDEX "inbox_reaction_brand_id_8d047910" ON "inbox_reaction" ("brand_id");

CREATE INDEX "inbox_reaction_contact_id_520d3485" ON "inbox_reaction" ("contact_id");

CREATE INDEX "inbox_reaction_message_id_c20fe3ed" ON "inbox_reaction" ("message_id");

CREATE TABLE "inbox_act" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "by" varchar(120) NOT NULL, "kind" varchar(10) NOT NULL, "before" varchar(120) NOT NULL, "after" varchar(120) NOT NULL, "at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "thread_id" bigint NOT NULL REFERENCES "inbox_thread" ("id") DEFERRABLE INITIALLY DEFERRED, "until" datetime NULL);

CREATE TABLE "inbox_thread_labels" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "thread_id" bigint NOT NULL REFERENCES "inbox_thread" ("id") DEFERRABLE INITIALLY DEFERRED, "label_id" bigint NOT NULL REFERENCES "inbox_label" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "inbox_act_brand_id_f4aa9d22" ON "inbox_act" ("brand_id");

CREATE INDEX "inbox_act_member_id_10ea8b58" ON "inbox_act" ("member_id");

CREATE INDEX "inbox_act_thread_id_e7de2e61" ON "inbox_act" ("thread_id");

CREATE UNIQUE INDEX "inbox_thread_labels_thread_id_label_id_ce8a8e2a_uniq" ON "inbox_thread_labels" ("thread_id", "label_id");

CREATE INDEX "inbox_thread_labels_thread_id_76cbfb30" ON "inbox_thread_labels" ("thread_id");

CREATE INDEX "inbox_thread_labels_label_id_59856c0d" ON "inbox_thread_labels" ("label_id");

CREATE INDEX "inbox_act_thread__341ad1_idx" ON "inbox_act" ("thread_id", "id");

CREATE INDEX "inbox_act_brand_i_521788_idx" ON "inbox_act" ("brand_id", "kind", "at");

CREATE TABLE "inbox_label" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(40) NOT NULL, "colour" varchar(6) NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "label_once_per_brand" UNIQUE ("brand_id", "name"));

CREATE INDEX "inbox_label_brand_id_b1b613f3" ON "inbox_label" ("brand_id");

CREATE TABLE "inbox_mention" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "note_id" bigint NOT NULL REFERENCES "inbox_note" ("id") DEFERRABLE INITIALLY DEFERRED, "thread_id" bigint NOT NULL REFERENCES "inbox_thread" ("id") DEFERRABLE INITIALLY DEFERRED, "seen_at" datetime NULL, CONSTRAINT "one_mention_per_note_and_member" UNIQUE ("note_id", "member_id"));

CREATE INDEX "inbox_mention_brand_id_8b0dbf34" ON "inbox_mention" ("brand_id");

CREATE INDEX "inbox_mention_member_id_2d134ea8" ON "inbox_mention" ("member_id");

CREATE INDEX "inbox_mention_note_id_faf965dc" ON "inbox_mention" ("note_id");

CREATE INDEX "inbox_mention_thread_id_a2a801c9" ON "inbox_mention" ("thread_id");

CREATE INDEX "inbox_menti_member__119d3e_idx" ON "inbox_mention" ("member_id", "id" DESC);

CREATE TABLE "inbox_thread" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "subject" varchar(400) NOT NULL, "about" varchar(200) NOT NULL, "state" varchar(8) NOT NULL, "preview" varchar(200) NOT NULL, "is_last_ours" bool NOT NULL, "last_at" datetime NOT NULL, "waiting_since" datetime NULL, "last_inbound" bigint unsigned NOT NULL CHECK ("last_inbound" >= 0), "their_read" bigint unsigned NOT NULL CHECK ("their_read" >= 0), "created_at" datetime NOT NULL, "assignee_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "handle_id" bigint NULL REFERENCES "people_handle" ("id") DEFERRABLE INITIALLY DEFERRED, "closes_at" datetime NULL, "kind" varchar(9) NOT NULL, "later_until" datetime NULL, "look_at" datetime NULL, "post" bigint unsigned NOT NULL CHECK ("post" >= 0), "priority" smallint NOT NULL, "team_id" bigint NULL REFERENCES "brand_team" ("id") DEFERRABLE INITIALLY DEFERRED, "stage" varchar(5) GENERATED ALWAYS AS (CASE WHEN "state" IN ('done', 'no_reply') THEN 'ended' WHEN "state" = 'later' THEN 'later' ELSE 'now' END) STORED, CONSTRAINT "a_private_thread_is_with_somebody" CHECK (("post" > 0 OR ("contact_id" IS NOT NULL AND "handle_id" IS NOT NULL))));

CREATE UNIQUE INDEX "one_public_thread_each" ON "inbox_thread" ("channel_id", "post", "contact_id") WHERE ("contact_id" IS NOT NULL AND "post" > 0);

CREATE UNIQUE INDEX "one_public_thread_of_nobody" ON "inbox_thread" ("channel_id", "post") WHERE ("contact_id" IS NULL AND "post" > 0);

CREATE INDEX "inbox_thread_assignee_id_8dc92dca" ON "inbox_thread" ("assignee_id");

CREATE INDEX "inbox_thread_brand_id_a73d2285" ON "inbox_thread" ("brand_id");

CREATE INDEX "inbox_thread_channel_id_60239531" ON "inbox_thread" ("channel_id");

CREATE INDEX "inbox_thread_contact_id_1cbbd282" ON "inbox_thread" ("contact_id");

CREATE INDEX "inbox_thread_handle_id_dc3cf99c" ON "inbox_thread" ("handle_id");

CREATE INDEX "inbox_thread_team_id_4854d7a2" ON "inbox_thread" ("team_id");

CREATE INDEX "inbox_threa_brand_i_5cc09a_idx" ON "inbox_thread" ("brand_id", "last_at" DESC, "id" DESC);

CREATE INDEX "inbox_threa_brand_i_bf85b4_idx" ON "inbox_thread" ("brand_id", "state", "last_at" DESC, "id" DESC);

CREATE INDEX "inbox_threa_contact_5286d7_idx" ON "inbox_thread" ("contact_id", "channel_id");

CREATE INDEX "inbox_threa_brand_i_5bcf7b_idx" ON "inbox_thread" ("brand_id", "waiting_since", "id");

CREATE INDEX "inbox_threa_brand_i_d34295_idx" ON "inbox_thread" ("brand_id", "closes_at", "id");

CREATE INDEX "thread_to_look_at" ON "inbox_thread" ("look_at") WHERE "look_at" IS NOT NULL;

CREATE INDEX "thread_put_off" ON "inbox_thread" ("later_until") WHERE "later_until" IS NOT NULL;

CREATE INDEX "inbox_threa_brand_i_77b200_idx" ON "inbox_thread" ("brand_id", "stage", "last_at" DESC, "id" DESC);

CREATE INDEX "inbox_threa_brand_i_66113f_idx" ON "inbox_thread" ("brand_id", "assignee_id", "stage", "last_at" DESC, "id" DESC);

CREATE INDEX "thread_waits_for" ON "inbox_thread" ("brand_id", "assignee_id") WHERE ("state" = 'open' AND "waiting_since" IS NOT NULL);

CREATE TABLE "inbox_message" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "is_ours" bool NOT NULL, "author" varchar(120) NOT NULL, "text" text NOT NULL, "quoted" text NOT NULL, "html" text NOT NULL, "remarks" text NOT NULL CHECK ((JSON_VALID("remarks") OR "remarks" IS NULL)), "said_at" datetime NOT NULL, "created_at" datetime NOT NULL, "external_id" varchar(200) NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "delivery_id" bigint NULL UNIQUE REFERENCES "gate_delivery" ("id") DEFERRABLE INITIALLY DEFERRED, "thread_id" bigint NOT NULL REFERENCES "inbox_thread" ("id") DEFERRABLE INITIALLY DEFERRED, "edited_at" datetime NULL, "taken_back_at" datetime NULL, "is_automatic" bool NOT NULL, "answers" varchar(200) NOT NULL, CONSTRAINT "message_once_per_channel" UNIQUE ("channel_id", "external_id"));

CREATE INDEX "inbox_message_brand_id_2c48fab0" ON "inbox_message" ("brand_id");

CREATE INDEX "inbox_message_channel_id_5102d250" ON "inbox_message" ("channel_id");

CREATE INDEX "inbox_message_thread_id_769523a2" ON "inbox_message" ("thread_id");

CREATE INDEX "inbox_messa_thread__e8126f_idx" ON "inbox_message" ("thread_id", "id" DESC);

CREATE TABLE "inbox_unsent_files" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "unsent_id" bigint NOT NULL REFERENCES "inbox_unsent" ("id") DEFERRABLE INITIALLY DEFERRED, "storedfile_id" bigint NOT NULL REFERENCES "brand_storedfile" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE UNIQUE INDEX "inbox_unsent_files_unsent_id_storedfile_id_0cf66d6f_uniq" ON "inbox_unsent_files" ("unsent_id", "storedfile_id");

CREATE INDEX "inbox_unsent_files_unsent_id_9882e582" ON "inbox_unsent_files" ("unsent_id");

CREATE INDEX "inbox_unsent_files_storedfile_id_f42824cb" ON "inbox_unsent_files" ("storedfile_id");

CREATE VIRTUAL TABLE inbox_message_words USING fts5(words, marks, tokenize="unicode61 remove_diacritics 2 categories 'L* N* M* Co Cn So'", prefix='2 3 4', columnsize=0);

CREATE TRIGGER inbox_message_words_inbox_message_added AFTER INSERT ON inbox_message BEGIN INSERT INTO inbox_message_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.text, 1, 20000) AS whole, ' b' || kept.brand_id || ' c' || kept.channel_id || ' t' || kept.thread_id || CASE WHEN kept.is_ours THEN ' ours' ELSE '' END || CASE WHEN NOT kept.is_ours THEN ' theirs' ELSE '' END || CASE WHEN EXISTS(SELECT 1 FROM inbox_message_files AS held WHERE held.message_id = kept.id) THEN ' file' ELSE '' END || ' m' || strftime('%Y%m', kept.said_at) AS marks FROM inbox_message AS kept WHERE (kept.text <> '' OR EXISTS(SELECT 1 FROM inbox_message_files AS held WHERE held.message_id = kept.id)) AND kept.taken_back_at IS NULL AND kept.id = NEW.id); END;

CREATE TRIGGER inbox_message_words_inbox_message_gone AFTER DELETE ON inbox_message BEGIN DELETE FROM inbox_message_words WHERE rowid = OLD.id; END;

CREATE TRIGGER inbox_message_words_inbox_message_changed AFTER UPDATE OF text, taken_back_at, brand_id, channel_id, thread_id, is_ours, said_at ON inbox_message WHEN OLD.text IS NOT NEW.text OR OLD.taken_back_at IS NOT NEW.taken_back_at OR OLD.brand_id IS NOT NEW.brand_id OR OLD.channel_id IS NOT NEW.channel_id OR OLD.thread_id IS NOT NEW.thread_id OR OLD.is_ours IS NOT NEW.is_ours OR OLD.said_at IS NOT NEW.said_at BEGIN DELETE FROM inbox_message_words WHERE rowid = NEW.id; INSERT INTO inbox_message_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.text, 1, 20000) AS whole, ' b' || kept.brand_id || ' c' || kept.channel_id || ' t' || kept.thread_id || CASE WHEN kept.is_ours THEN ' ours' ELSE '' END || CASE WHEN NOT kept.is_ours THEN ' theirs' ELSE '' END || CASE WHEN EXISTS(SELECT 1 FROM inbox_message_files AS held WHERE held.message_id = kept.id) THEN ' file' ELSE '' END || ' m' || strftime('%Y%m', kept.said_at) AS marks FROM inbox_message AS kept WHERE (kept.text <> '' OR EXISTS(SELECT 1 FROM inbox_message_files AS held WHERE held.message_id = kept.id)) AND kept.taken_back_at IS NULL AND kept.id = NEW.id); END;

CREATE TRIGGER inbox_message_words_inbox_message_files_added AFTER INSERT ON inbox_message_files BEGIN DELETE FROM inbox_message_words WHERE rowid = NEW.message_id; INSERT INTO inbox_message_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.text, 1, 20000) AS whole, ' b' || kept.brand_id || ' c' || kept.channel_id || ' t' || kept.thread_id || CASE WHEN kept.is_ours THEN ' ours' ELSE '' END || CASE WHEN NOT kept.is_ours THEN ' theirs' ELSE '' END || CASE WHEN EXISTS(SELECT 1 FROM inbox_message_files AS held WHERE held.message_id = kept.id) THEN ' file' ELSE '' END || ' m' || strftime('%Y%m', kept.said_at) AS marks FROM inbox_message AS kept WHERE (kept.text <> '' OR EXISTS(SELECT 1 FROM inbox_message_files AS held WHERE held.message_id = kept.id)) AND kept.taken_back_at IS NULL AND kept.id = NEW.message_id); END;

CREATE TRIGGER inbox_message_words_inbox_message_files_gone AFTER DELETE ON inbox_message_files BEGIN DELETE FROM inbox_message_words WHERE rowid = OLD.message_id; INSERT INTO inbox_message_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.text, 1, 20000) AS whole, ' b' || kept.brand_id || ' c' || kept.channel_id || ' t' || kept.thread_id || CASE WHEN kept.is_ours THEN ' ours' ELSE '' END || CASE WHEN NOT kept.is_ours THEN ' theirs' ELSE '' END || CASE WHEN EXISTS(SELECT 1 FROM inbox_message_files AS held WHERE held.message_id = kept.id) THEN ' file' ELSE '' END || ' m' || strftime('%Y%m', kept.said_at) AS marks FROM inbox_message AS kept WHERE (kept.text <> '' OR EXISTS(SELECT 1 FROM inbox_message_files AS held WHERE held.message_id = kept.id)) AND kept.taken_back_at IS NULL AND kept.id = OLD.message_id); END;

CREATE VIRTUAL TABLE inbox_note_words USING fts5(words, marks, tokenize="unicode61 remove_diacritics 2 categories 'L* N* M* Co Cn So'", prefix='2 3 4', columnsize=0);

CREATE TRIGGER inbox_note_words_inbox_note_added AFTER INSERT ON inbox_note BEGIN INSERT INTO inbox_note_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.text, 1, 20000) AS whole, ' b' || kept.brand_id || ' t' || kept.thread_id || ' a' || kept.member_id || ' m' || strftime('%Y%m', kept.created_at) AS marks FROM inbox_note AS kept WHERE kept.text <> '' AND kept.id = NEW.id); END;

CREATE TRIGGER inbox_note_words_inbox_note_gone AFTER DELETE ON inbox_note BEGIN DELETE FROM inbox_note_words WHERE rowid = OLD.id; END;

CREATE TRIGGER inbox_note_words_inbox_note_changed AFTER UPDATE OF text, brand_id, thread_id, member_id, created_at ON inbox_note WHEN OLD.text IS NOT NEW.text OR OLD.brand_id IS NOT NEW.brand_id OR OLD.thread_id IS NOT NEW.thread_id OR OLD.member_id IS NOT NEW.member_id OR OLD.created_at IS NOT NEW.created_at BEGIN DELETE FROM inbox_note_words WHERE rowid = NEW.id; INSERT INTO inbox_note_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.text, 1, 20000) AS whole, ' b' || kept.brand_id || ' t' || kept.thread_id || ' a' || kept.member_id || ' m' || strftime('%Y%m', kept.created_at) AS marks FROM inbox_note AS kept WHERE kept.text <> '' AND kept.id = NEW.id); END;

CREATE VIRTUAL TABLE inbox_thread_words USING fts5(words, marks, tokenize="unicode61 remove_diacritics 2 categories 'L* N* M* Co Cn So'", prefix='2 3 4', columnsize=0);

CREATE TRIGGER inbox_thread_words_inbox_thread_added AFTER INSERT ON inbox_thread BEGIN INSERT INTO inbox_thread_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.subject, 1, 20000) AS whole, ' b' || kept.brand_id || ' c' || kept.channel_id AS marks FROM inbox_thread AS kept WHERE kept.subject <> '' AND kept.id = NEW.id); END;

CREATE TRIGGER inbox_thread_words_inbox_thread_gone AFTER DELETE ON inbox_thread BEGIN DELETE FROM inbox_thread_words WHERE rowid = OLD.id; END;

CREATE TRIGGER inbox_thread_words_inbox_thread_changed AFTER UPDATE OF subject, brand_id, channel_id ON inbox_thread WHEN OLD.subject IS NOT NEW.subject OR OLD.brand_id IS NOT NEW.brand_id OR OLD.channel_id IS NOT NEW.channel_id BEGIN DELETE FROM inbox_thread_words WHERE rowid = NEW.id; INSERT INTO inbox_thread_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.subject, 1, 20000) AS whole, ' b' || kept.brand_id || ' c' || kept.channel_id AS marks FROM inbox_thread AS kept WHERE kept.subject <> '' AND kept.id = NEW.id); END;

CREATE INDEX "message_by_day" ON "inbox_message" ("brand_id", "said_at");

CREATE TABLE "inbox_unsent" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "subject" varchar(400) NOT NULL, "text" text NOT NULL, "updated_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "thread_id" bigint NOT NULL REFERENCES "inbox_thread" ("id") DEFERRABLE INITIALLY DEFERRED, "other" text NOT NULL, "sent_key" varchar(64) NOT NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "about" varchar(200) NOT NULL, "mode" varchar(7) NOT NULL, CONSTRAINT "one_unsent_text_each" UNIQUE ("thread_id", "member_id", "mode"));

CREATE INDEX "inbox_unsent_brand_id_720082c1" ON "inbox_unsent" ("brand_id");

CREATE INDEX "inbox_unsent_member_id_b5e51478" ON "inbox_unsent" ("member_id");

CREATE INDEX "inbox_unsent_thread_id_f749beff" ON "inbox_unsent" ("thread_id");

CREATE INDEX "thread_by_wait" ON "inbox_thread" ("brand_id", "stage", "waiting_since", "id") WHERE "waiting_since" IS NOT NULL;

CREATE INDEX "thread_by_wait_for" ON "inbox_thread" ("brand_id", "assignee_id", "stage", "waiting_since", "id") WHERE "waiting_since" IS NOT NULL;

CREATE INDEX "thread_by_close" ON "inbox_thread" ("brand_id", "stage", "closes_at", "id") WHERE "closes_at" IS NOT NULL;

CREATE TABLE "mfa_authenticator" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "type" varchar(20) NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "user_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "created_at" datetime NOT NULL, "last_used_at" datetime NULL);

CREATE INDEX "mfa_authenticator_user_id_0c3a50c0" ON "mfa_authenticator" ("user_id");

CREATE UNIQUE INDEX "unique_authenticator_type" ON "mfa_authenticator" ("user_id", "type") WHERE "type" IN ('totp', 'recovery_codes');

CREATE TABLE "people_look" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NOT NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_look_per_member" UNIQUE ("contact_id", "member_id"));

CREATE INDEX "people_look_brand_id_83639a98" ON "people_look" ("brand_id");

CREATE INDEX "people_look_contact_id_3f6bd8af" ON "people_look" ("contact_id");

CREATE INDEX "people_look_member_id_42652baf" ON "people_look" ("member_id");

CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL);

CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");

CREATE TABLE "wall_post_files" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "post_id" bigint NOT NULL REFERENCES "wall_post" ("id") DEFERRABLE INITIALLY DEFERRED, "storedfile_id" bigint NOT NULL REFERENCES "brand_storedfile" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE UNIQUE INDEX "wall_post_files_post_id_storedfile_id_80bfffac_uniq" ON "wall_post_files" ("post_id", "storedfile_id");

CREATE INDEX "wall_post_files_post_id_8bf9c384" ON "wall_post_files" ("post_id");

CREATE INDEX "wall_post_files_storedfile_id_5aa31f59" ON "wall_post_files" ("storedfile_id");

CREATE TABLE "wall_comment_files" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "comment_id" bigint NOT NULL REFERENCES "wall_comment" ("id") DEFERRABLE INITIALLY DEFERRED, "storedfile_id" bigint NOT NULL REFERENCES "brand_storedfile" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE UNIQUE INDEX "wall_comment_files_comment_id_storedfile_id_d6e14969_uniq" ON "wall_comment_files" ("comment_id", "storedfile_id");

CREATE INDEX "wall_comment_files_comment_id_efd6bb37" ON "wall_comment_files" ("comment_id");

CREATE INDEX "wall_comment_files_storedfile_id_694ddb4e" ON "wall_comment_files" ("storedfile_id");

CREATE TABLE "wall_comment" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "author" varchar(120) NOT NULL, "text" text NOT NULL, "said_at" datetime NOT NULL, "external_id" varchar(200) NOT NULL, "answers" varchar(200) NOT NULL, "hidden_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "delivery_id" bigint NULL UNIQUE REFERENCES "gate_delivery" ("id") DEFERRABLE INITIALLY DEFERRED, "post_id" bigint NOT NULL REFERENCES "wall_post" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "is_anonymous" bool NOT NULL, "remarks" text NOT NULL CHECK ((JSON_VALID("remarks") OR "remarks" IS NULL)), "edited_at" datetime NULL, "taken_back_at" datetime NULL, "seen_at" datetime NULL, CONSTRAINT "comment_once_per_channel" UNIQUE ("channel_id", "external_id"));

CREATE INDEX "wall_comment_brand_id_f83119e7" ON "wall_comment" ("brand_id");

CREATE INDEX "wall_comment_contact_id_a58c5c28" ON "wall_comment" ("contact_id");

CREATE INDEX "wall_comment_post_id_003675f3" ON "wall_comment" ("post_id");

CREATE INDEX "wall_comment_channel_id_6987c500" ON "wall_comment" ("channel_id");

CREATE INDEX "wall_commen_post_id_3b89f2_idx" ON "wall_comment" ("post_id", "said_at");

CREATE TABLE "wall_page" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "tagline" varchar(160) NOT NULL, "about" text NOT NULL, "greeting" text NOT NULL, "brand_id" bigint NOT NULL UNIQUE REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL UNIQUE REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "button_sites" text NOT NULL CHECK ((JSON_VALID("button_sites") OR "button_sites" IS NULL)), "asks_a_day" smallint unsigned NOT NULL CHECK ("asks_a_day" >= 0), "cover_id" bigint NULL REFERENCES "brand_storedfile" ("id") DEFERRABLE INITIALLY DEFERRED, "cover_small_id" bigint NULL REFERENCES "brand_storedfile" ("id") DEFERRABLE INITIALLY DEFERRED, "face_id" bigint NULL REFERENCES "brand_storedfile" ("id") DEFERRABLE INITIALLY DEFERRED, "face_small_id" bigint NULL REFERENCES "brand_storedfile" ("id") DEFERRABLE INITIALLY DEFERRED, "takes_anonymous_asks" bool NOT NULL, "takes_asks" bool NOT NULL, "takes_comments" bool NOT NULL, "takes_posts" bool NOT NULL, "posts_on_id" bigint NULL REFERENCES "consent_list" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "wall_page_cover_id_0a9182f2" ON "wall_page" ("cover_id");

CREATE INDEX "wall_page_cover_small_id_33480e65" ON "wall_page" ("cover_small_id");

CREATE INDEX "wall_page_face_id_cef01ec6" ON "wall_page" ("face_id");

CREATE INDEX "wall_page_face_small_id_995e38a8" ON "wall_page" ("face_small_id");

CREATE TABLE "wall_post" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "author" varchar(120) NOT NULL, "text" text NOT NULL, "said_at" datetime NOT NULL, "external_id" varchar(200) NOT NULL, "hidden_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "delivery_id" bigint NULL UNIQUE REFERENCES "gate_delivery" ("id") DEFERRABLE INITIALLY DEFERRED, "page_id" bigint NULL REFERENCES "wall_page" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "is_anonymous" bool NOT NULL, "remarks" text NOT NULL CHECK ((JSON_VALID("remarks") OR "remarks" IS NULL)), "edited_at" datetime NULL, "taken_back_at" datetime NULL, "kind" varchar(8) NOT NULL, "is_placeholder" bool NOT NULL, "declined_at" datetime NULL, "hints" text NOT NULL CHECK ((JSON_VALID("hints") OR "hints" IS NULL)), "published_at" datetime NULL, "spam_at" datetime NULL, CONSTRAINT "post_once_per_channel" UNIQUE ("channel_id", "external_id"));

CREATE INDEX "wall_post_brand_id_fcd0af4d" ON "wall_post" ("brand_id");

CREATE INDEX "wall_post_contact_id_f3b6f3bb" ON "wall_post" ("contact_id");

CREATE INDEX "wall_post_page_id_56176075" ON "wall_post" ("page_id");

CREATE INDEX "wall_post_channel_id_db0044c4" ON "wall_post" ("channel_id");

CREATE INDEX "wall_post_brand_i_2d2c8a_idx" ON "wall_post" ("brand_id", "id" DESC);

CREATE INDEX "wall_post_page_id_7324fa_idx" ON "wall_post" ("page_id", "published_at" DESC);

CREATE VIRTUAL TABLE wall_post_words USING fts5(words, marks, tokenize="unicode61 remove_diacritics 2 categories 'L* N* M* Co Cn So'", prefix='2 3 4', columnsize=0);

CREATE TRIGGER wall_post_words_wall_post_added AFTER INSERT ON wall_post BEGIN INSERT INTO wall_post_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.text, 1, 20000) AS whole, ' b' || kept.brand_id || ' c' || kept.channel_id || ' p' || kept.id || ' u' || coalesce(kept.contact_id, 0) || CASE WHEN kept.contact_id IS NULL AND NOT kept.is_anonymous THEN ' ours' ELSE '' END || CASE WHEN NOT (kept.contact_id IS NULL AND NOT kept.is_anonymous) THEN ' theirs' ELSE '' END || CASE WHEN EXISTS(SELECT 1 FROM wall_post_files AS held WHERE held.post_id = kept.id) THEN ' file' ELSE '' END || ' m' || strftime('%Y%m', kept.said_at) AS marks FROM wall_post AS kept WHERE (kept.text <> '' OR EXISTS(SELECT 1 FROM wall_post_files AS held WHERE held.post_id = kept.id)) AND kept.taken_back_at IS NULL AND kept.id = NEW.id); END;

CREATE TRIGGER wall_post_words_wall_post_gone AFTER DELETE ON wall_post BEGIN DELETE FROM wall_post_words WHERE rowid = OLD.id; END;

CREATE TRIGGER wall_post_words_wall_post_changed AFTER UPDATE OF text, taken_back_at, brand_id, channel_id, contact_id, is_anonymous, said_at ON wall_post WHEN OLD.text IS NOT NEW.text OR OLD.taken_back_at IS NOT NEW.taken_back_at OR OLD.brand_id IS NOT NEW.brand_id OR OLD.channel_id IS NOT NEW.channel_id OR OLD.contact_id IS NOT NEW.contact_id OR OLD.is_anonymous IS NOT NEW.is_anonymous OR OLD.said_at IS NOT NEW.said_at BEGIN DELETE FROM wall_post_words WHERE rowid = NEW.id; INSERT INTO wall_post_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.text, 1, 20000) AS whole, ' b' || kept.brand_id || ' c' || kept.channel_id || ' p' || kept.id || ' u' || coalesce(kept.contact_id, 0) || CASE WHEN kept.contact_id IS NULL AND NOT kept.is_anonymous THEN ' ours' ELSE '' END || CASE WHEN NOT (kept.contact_id IS NULL AND NOT kept.is_anonymous) THEN ' theirs' ELSE '' END || CASE WHEN EXISTS(SELECT 1 FROM wall_post_files AS held WHERE held.post_id = kept.id) THEN ' file' ELSE '' END || ' m' || strftime('%Y%m', kept.said_at) AS marks FROM wall_post AS kept WHERE (kept.text <> '' OR EXISTS(SELECT 1 FROM wall_post_files AS held WHERE held.post_id = kept.id)) AND kept.taken_back_at IS NULL AND kept.id = NEW.id); END;

CREATE TRIGGER wall_post_words_wall_post_files_added AFTER INSERT ON wall_post_files BEGIN DELETE FROM wall_post_words WHERE rowid = NEW.post_id; INSERT INTO wall_post_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.text, 1, 20000) AS whole, ' b' || kept.brand_id || ' c' || kept.channel_id || ' p' || kept.id || ' u' || coalesce(kept.contact_id, 0) || CASE WHEN kept.contact_id IS NULL AND NOT kept.is_anonymous THEN ' ours' ELSE '' END || CASE WHEN NOT (kept.contact_id IS NULL AND NOT kept.is_anonymous) THEN ' theirs' ELSE '' END || CASE WHEN EXISTS(SELECT 1 FROM wall_post_files AS held WHERE held.post_id = kept.id) THEN ' file' ELSE '' END || ' m' || strftime('%Y%m', kept.said_at) AS marks FROM wall_post AS kept WHERE (kept.text <> '' OR EXISTS(SELECT 1 FROM wall_post_files AS held WHERE held.post_id = kept.id)) AND kept.taken_back_at IS NULL AND kept.id = NEW.post_id); END;

CREATE TRIGGER wall_post_words_wall_post_files_gone AFTER DELETE ON wall_post_files BEGIN DELETE FROM wall_post_words WHERE rowid = OLD.post_id; INSERT INTO wall_post_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.text, 1, 20000) AS whole, ' b' || kept.brand_id || ' c' || kept.channel_id || ' p' || kept.id || ' u' || coalesce(kept.contact_id, 0) || CASE WHEN kept.contact_id IS NULL AND NOT kept.is_anonymous THEN ' ours' ELSE '' END || CASE WHEN NOT (kept.contact_id IS NULL AND NOT kept.is_anonymous) THEN ' theirs' ELSE '' END || CASE WHEN EXISTS(SELECT 1 FROM wall_post_files AS held WHERE held.post_id = kept.id) THEN ' file' ELSE '' END || ' m' || strftime('%Y%m', kept.said_at) AS marks FROM wall_post AS kept WHERE (kept.text <> '' OR EXISTS(SELECT 1 FROM wall_post_files AS held WHERE held.post_id = kept.id)) AND kept.taken_back_at IS NULL AND kept.id = OLD.post_id); END;

CREATE VIRTUAL TABLE wall_comment_words USING fts5(words, marks, tokenize="unicode61 remove_diacritics 2 categories 'L* N* M* Co Cn So'", prefix='2 3 4', columnsize=0);

CREATE TRIGGER wall_comment_words_wall_comment_added AFTER INSERT ON wall_comment BEGIN INSERT INTO wall_comment_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.text, 1, 20000) AS whole, ' b' || kept.brand_id || ' c' || kept.channel_id || ' p' || kept.post_id || ' u' || coalesce(kept.contact_id, 0) || CASE WHEN kept.contact_id IS NULL AND NOT kept.is_anonymous THEN ' ours' ELSE '' END || CASE WHEN NOT (kept.contact_id IS NULL AND NOT kept.is_anonymous) THEN ' theirs' ELSE '' END || CASE WHEN EXISTS(SELECT 1 FROM wall_comment_files AS held WHERE held.comment_id = kept.id) THEN ' file' ELSE '' END || ' m' || strftime('%Y%m', kept.said_at) AS marks FROM wall_comment AS kept WHERE (kept.text <> '' OR EXISTS(SELECT 1 FROM wall_comment_files AS held WHERE held.comment_id = kept.id)) AND kept.taken_back_at IS NULL AND kept.id = NEW.id); END;

CREATE TRIGGER wall_comment_words_wall_comment_gone AFTER DELETE ON wall_comment BEGIN DELETE FROM wall_comment_words WHERE rowid = OLD.id; END;

CREATE TRIGGER wall_comment_words_wall_comment_changed AFTER UPDATE OF text, taken_back_at, brand_id, channel_id, contact_id, is_anonymous, said_at ON wall_comment WHEN OLD.text IS NOT NEW.text OR OLD.taken_back_at IS NOT NEW.taken_back_at OR OLD.brand_id IS NOT NEW.brand_id OR OLD.channel_id IS NOT NEW.channel_id OR OLD.contact_id IS NOT NEW.contact_id OR OLD.is_anonymous IS NOT NEW.is_anonymous OR OLD.said_at IS NOT NEW.said_at BEGIN DELETE FROM wall_comment_words WHERE rowid = NEW.id; INSERT INTO wall_comment_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.text, 1, 20000) AS whole, ' b' || kept.brand_id || ' c' || kept.channel_id || ' p' || kept.post_id || ' u' || coalesce(kept.contact_id, 0) || CASE WHEN kept.contact_id IS NULL AND NOT kept.is_anonymous THEN ' ours' ELSE '' END || CASE WHEN NOT (kept.contact_id IS NULL AND NOT kept.is_anonymous) THEN ' theirs' ELSE '' END || CASE WHEN EXISTS(SELECT 1 FROM wall_comment_files AS held WHERE held.comment_id = kept.id) THEN ' file' ELSE '' END || ' m' || strftime('%Y%m', kept.said_at) AS marks FROM wall_comment AS kept WHERE (kept.text <> '' OR EXISTS(SELECT 1 FROM wall_comment_files AS held WHERE held.comment_id = kept.id)) AND kept.taken_back_at IS NULL AND kept.id = NEW.id); END;

CREATE TRIGGER wall_comment_words_wall_comment_files_added AFTER INSERT ON wall_comment_files BEGIN DELETE FROM wall_comment_words WHERE rowid = NEW.comment_id; INSERT INTO wall_comment_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.text, 1, 20000) AS whole, ' b' || kept.brand_id || ' c' || kept.channel_id || ' p' || kept.post_id || ' u' || coalesce(kept.contact_id, 0) || CASE WHEN kept.contact_id IS NULL AND NOT kept.is_anonymous THEN ' ours' ELSE '' END || CASE WHEN NOT (kept.contact_id IS NULL AND NOT kept.is_anonymous) THEN ' theirs' ELSE '' END || CASE WHEN EXISTS(SELECT 1 FROM wall_comment_files AS held WHERE held.comment_id = kept.id) THEN ' file' ELSE '' END || ' m' || strftime('%Y%m', kept.said_at) AS marks FROM wall_comment AS kept WHERE (kept.text <> '' OR EXISTS(SELECT 1 FROM wall_comment_files AS held WHERE held.comment_id = kept.id)) AND kept.taken_back_at IS NULL AND kept.id = NEW.comment_id); END;

CREATE TRIGGER wall_comment_words_wall_comment_files_gone AFTER DELETE ON wall_comment_files BEGIN DELETE FROM wall_comment_words WHERE rowid = OLD.comment_id; INSERT INTO wall_comment_words(rowid, words, marks) SELECT id, CASE WHEN whole GLOB '*[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿أإآؤئ]*' THEN (WITH RECURSIVE piece(at, part) AS (SELECT 1, substr(whole, 1, 400) UNION ALL SELECT at + 400, substr(whole, at + 400, 400) FROM piece WHERE at + 400 <= length(whole)) SELECT group_concat((WITH RECURSIVE one(n, sign) AS (SELECT 1, substr(part, 1, 1) UNION ALL SELECT n + 1, substr(part, n + 1, 1) FROM one WHERE n < length(part)) SELECT group_concat(CASE WHEN sign GLOB '[֑-ֽؐ-ؚـ-ـً-ٰٟ-ٰۖ-ۭ⃐-⃰︀-️🏻-🏿]' THEN '' WHEN sign GLOB '[฀-໿က-႟ក-៿←-⯿⺀-퟿豈-﫿🀀-🏺🐀-🿿𠀀-𿿿]' THEN ' ' || sign || ' ' ELSE CASE sign WHEN 'أ' THEN 'ا' WHEN 'إ' THEN 'ا' WHEN 'آ' THEN 'ا' WHEN 'ؤ' THEN 'و' WHEN 'ئ' THEN 'ي' ELSE sign END END, '') FROM one), '') FROM piece) ELSE whole END, marks FROM (SELECT kept.id AS id, substr(kept.text, 1, 20000) AS whole, ' b' || kept.brand_id || ' c' || kept.channel_id || ' p' || kept.post_id || ' u' || coalesce(kept.contact_id, 0) || CASE WHEN kept.contact_id IS NULL AND NOT kept.is_anonymous THEN ' ours' ELSE '' END || CASE WHEN NOT (kept.contact_id IS NULL AND NOT kept.is_anonymous) THEN ' theirs' ELSE '' END || CASE WHEN EXISTS(SELECT 1 FROM wall_comment_files AS held WHERE held.comment_id = kept.id) THEN ' file' ELSE '' END || ' m' || strftime('%Y%m', kept.said_at) AS marks FROM wall_comment AS kept WHERE (kept.text <> '' OR EXISTS(SELECT 1 FROM wall_comment_files AS held WHERE held.comment_id = kept.id)) AND kept.taken_back_at IS NULL AND kept.id = OLD.comment_id); END;

CREATE INDEX "comment_by_day" ON "wall_comment" ("brand_id", "said_at");

CREATE INDEX "post_by_day" ON "wall_post" ("brand_id", "said_at");

CREATE INDEX "asks_by_day" ON "wall_post" ("brand_id", "said_at") WHERE "kind" = 'ask';

CREATE INDEX "answer_not_seen" ON "wall_comment" ("said_at") WHERE ("delivery_id" IS NOT NULL AND "seen_at" IS NULL);

CREATE TABLE "wall_poll" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "question" varchar(300) NOT NULL, "about" text NOT NULL, "is_multiple" bool NOT NULL, "takes_comments" bool NOT NULL, "shows" varchar(8) NOT NULL, "closes_at" datetime NULL, "closed_at" datetime NULL, "created_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "created_by_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "draft_id" bigint NULL UNIQUE REFERENCES "drafts_draft" ("id") DEFERRABLE INITIALLY DEFERRED, "on_id" bigint NULL REFERENCES "consent_list" ("id") DEFERRABLE INITIALLY DEFERRED, "page_id" bigint NOT NULL REFERENCES "wall_page" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "wall_vote_choices" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "vote_id" bigint NOT NULL REFERENCES "wall_vote" ("id") DEFERRABLE INITIALLY DEFERRED, "choice_id" bigint NOT NULL REFERENCES "wall_choice" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "poll_newest" ON "wall_poll" ("brand_id", "id" DESC);

CREATE TABLE "wall_choice" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" smallint unsigned NOT NULL CHECK ("number" >= 0), "text" varchar(120) NOT NULL, "on_id" bigint NULL REFERENCES "consent_list" ("id") DEFERRABLE INITIALLY DEFERRED, "poll_id" bigint NOT NULL REFERENCES "wall_poll" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "choice_once_per_place" UNIQUE ("poll_id", "number"));

CREATE INDEX "wall_poll_brand_id_e6da0a22" ON "wall_poll" ("brand_id");

CREATE INDEX "wall_poll_created_by_id_a8a1a7cd" ON "wall_poll" ("created_by_id");

CREATE INDEX "wall_poll_on_id_ec8d5b7b" ON "wall_poll" ("on_id");

CREATE INDEX "wall_poll_page_id_36350de8" ON "wall_poll" ("page_id");

CREATE UNIQUE INDEX "wall_vote_choices_vote_id_choice_id_79cf70f8_uniq" ON "wall_vote_choices" ("vote_id", "choice_id");

CREATE INDEX "wall_vote_choices_vote_id_ea939c72" ON "wall_vote_choices" ("vote_id");

CREATE INDEX "wall_vote_choices_choice_id_961e5b59" ON "wall_vote_choices" ("choice_id");

CREATE INDEX "wall_choice_on_id_2eed772d" ON "wall_choice" ("on_id");

CREATE INDEX "wall_choice_poll_id_55a4f2e2" ON "wall_choice" ("poll_id");

CREATE TABLE "wall_vote" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "text" text NOT NULL, "external_id" varchar(200) NOT NULL, "voted_at" datetime NOT NULL, "hidden_at" datetime NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "contact_id" bigint NOT NULL REFERENCES "people_contact" ("id") DEFERRABLE INITIALLY DEFERRED, "handle_id" bigint NOT NULL REFERENCES "people_handle" ("id") DEFERRABLE INITIALLY DEFERRED, "poll_id" bigint NOT NULL REFERENCES "wall_poll" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "vote_once_per_address" UNIQUE ("poll_id", "handle_id"));

CREATE INDEX "wall_vote_brand_id_fec6e6e1" ON "wall_vote" ("brand_id");

CREATE INDEX "wall_vote_contact_id_1acef5c6" ON "wall_vote" ("contact_id");

CREATE INDEX "wall_vote_handle_id_8933a589" ON "wall_vote" ("handle_id");

CREATE INDEX "wall_vote_poll_id_7e7128b9" ON "wall_vote" ("poll_id");

CREATE INDEX "vote_of_a_person" ON "wall_vote" ("poll_id", "contact_id", "voted_at" DESC);

CREATE TABLE "wall_opening" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "day" date NOT NULL, "many" integer unsigned NOT NULL CHECK ("many" >= 0), "page_id" bigint NOT NULL REFERENCES "wall_page" ("id") DEFERRABLE INITIALLY DEFERRED, "post_id" bigint NULL REFERENCES "wall_post" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE UNIQUE INDEX "opening_of_page_once_a_day" ON "wall_opening" ("page_id", "day") WHERE "post_id" IS NULL;

CREATE UNIQUE INDEX "opening_of_post_once_a_day" ON "wall_opening" ("page_id", "day", "post_id") WHERE "post_id" IS NOT NULL;

CREATE INDEX "wall_opening_page_id_0b669925" ON "wall_opening" ("page_id");

CREATE INDEX "wall_opening_post_id_fab6821f" ON "wall_opening" ("post_id");

CREATE TABLE "wall_mention" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(10) NOT NULL, "source" varchar(1000) NOT NULL, "target" varchar(1000) NOT NULL, "author" varchar(120) NOT NULL, "title" varchar(300) NOT NULL, "excerpt" text NOT NULL, "trouble" text NOT NULL, "due_at" datetime NULL, "tries" smallint unsigned NOT NULL CHECK ("tries" >= 0), "created_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "comment_id" bigint NULL UNIQUE REFERENCES "wall_comment" ("id") DEFERRABLE INITIALLY DEFERRED, "post_id" bigint NOT NULL REFERENCES "wall_post" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "mention_once" UNIQUE ("post_id", "source"));

CREATE INDEX "wall_page_posts_on_id_ff2107e4" ON "wall_page" ("posts_on_id");

CREATE INDEX "wall_mention_brand_id_86c09c52" ON "wall_mention" ("brand_id");

CREATE INDEX "wall_mention_post_id_cac89ca6" ON "wall_mention" ("post_id");

CREATE INDEX "mention_to_look_at" ON "wall_mention" ("due_at") WHERE NOT ("due_at" IS NULL);

CREATE TABLE "wall_mix" ("brand_id" bigint NOT NULL PRIMARY KEY REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "pitch" smallint unsigned NOT NULL CHECK ("pitch" >= 0), "value" smallint unsigned NOT NULL CHECK ("value" >= 0), "conversation" smallint unsigned NOT NULL CHECK ("conversation" >= 0), "personal" smallint unsigned NOT NULL CHECK ("personal" >= 0), "changed_at" datetime NOT NULL, "changed_by_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "wall_mix_changed_by_id_932d76a3" ON "wall_mix" ("changed_by_id");

CREATE TABLE "wire_heartbeat" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(80) NOT NULL UNIQUE, "at" datetime NOT NULL);

CREATE TABLE "wire_mailboxcursor" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "uidvalidity" bigint unsigned NOT NULL CHECK ("uidvalidity" >= 0), "uidnext" bigint unsigned NOT NULL CHECK ("uidnext" >= 0), "read_at" datetime NOT NULL, "channel_id" bigint NOT NULL UNIQUE REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "since" date NULL);

CREATE TABLE "wire_event" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "external_id" varchar(200) NOT NULL, "raw" BLOB NOT NULL, "is_history" bool NOT NULL, "received_at" datetime NOT NULL, "routed_at" datetime NULL, "failures" smallint unsigned NOT NULL CHECK ("failures" >= 0), "failure" text NOT NULL, "try_after" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "remark" varchar(200) NOT NULL, CONSTRAINT "event_once_per_channel" UNIQUE ("channel_id", "external_id"));

CREATE INDEX "wire_event_brand_id_cbdd16c9" ON "wire_event" ("brand_id");

CREATE INDEX "wire_event_channel_id_34c6fe85" ON "wire_event" ("channel_id");

CREATE INDEX "event_to_route" ON "wire_event" ("try_after") WHERE "routed_at" IS NULL;

CREATE INDEX "event_to_look_at" ON "wire_event" ("channel_id", "id" DESC) WHERE NOT ("remark" = '');

CREATE TABLE "wire_pullcursor" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "value" text NOT NULL, "since" datetime NOT NULL, "pulled_at" datetime NULL, "due_at" datetime NOT NULL, "lease_until" datetime NULL, "failures" smallint unsigned NOT NULL CHECK ("failures" >= 0), "trouble" text NOT NULL, "channel_id" bigint NOT NULL UNIQUE REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "wire_enclosure" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "external_id" varchar(200) NOT NULL, "number" smallint unsigned NOT NULL CHECK ("number" >= 0), "url" text NOT NULL, "name" varchar(200) NOT NULL, "needs_token" bool NOT NULL, "tries" smallint unsigned NOT NULL CHECK ("tries" >= 0), "try_after" datetime NOT NULL, "settled_at" datetime NULL, "created_at" datetime NOT NULL, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "enclosure_once" UNIQUE ("channel_id", "external_id", "number"));

CREATE INDEX "wire_enclosure_channel_id_a034ba89" ON "wire_enclosure" ("channel_id");

CREATE INDEX "enclosure_to_fetch" ON "wire_enclosure" ("try_after") WHERE "settled_at" IS NULL;

CREATE INDEX "wire_pullcu_due_at_2b1827_idx" ON "wire_pullcursor" ("due_at");

CREATE TABLE "wire_visitorpush" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "due_at" datetime NULL, "sent_at" datetime NULL, "tries" smallint unsigned NOT NULL CHECK ("tries" >= 0), "delivery_id" bigint NOT NULL REFERENCES "gate_delivery" ("id") DEFERRABLE INITIALLY DEFERRED, "device_id" bigint NOT NULL REFERENCES "people_visitordevice" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "visitor_push_once" UNIQUE ("device_id", "delivery_id"));

CREATE INDEX "wire_visitorpush_delivery_id_b0d3ada5" ON "wire_visitorpush" ("delivery_id");

CREATE INDEX "wire_visitorpush_device_id_f69ce818" ON "wire_visitorpush" ("device_id");

CREATE INDEX "visitor_push_due" ON "wire_visitorpush" ("due_at") WHERE "due_at" IS NOT NULL;

CREATE TABLE "work_cannedreply" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(60) NOT NULL, "text" text NOT NULL, "used" integer unsigned NOT NULL CHECK ("used" >= 0), "created_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "work_cannedreply_files" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "cannedreply_id" bigint NOT NULL REFERENCES "work_cannedreply" ("id") DEFERRABLE INITIALLY DEFERRED, "storedfile_id" bigint NOT NULL REFERENCES "brand_storedfile" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "work_macro" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(60) NOT NULL, "steps" text NOT NULL CHECK ((JSON_VALID("steps") OR "steps" IS NULL)), "created_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "macro_once_per_brand" UNIQUE ("brand_id", "name"));

CREATE INDEX "work_cannedreply_brand_id_59755c13" ON "work_cannedreply" ("brand_id");

CREATE INDEX "work_cannedreply_member_id_daabaa91" ON "work_cannedreply" ("member_id");

CREATE UNIQUE INDEX "work_cannedreply_files_cannedreply_id_storedfile_id_991c3f8c_uniq" ON "work_cannedreply_files" ("cannedreply_id", "storedfile_id");

CREATE INDEX "work_cannedreply_files_cannedreply_id_781fdeca" ON "work_cannedreply_files" ("cannedreply_id");

CREATE INDEX "work_cannedreply_files_storedfile_id_62511616" ON "work_cannedreply_files" ("storedfile_id");

CREATE INDEX "work_macro_brand_id_b5252112" ON "work_macro" ("brand_id");

CREATE TABLE "work_view" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(60) NOT NULL, "created_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "deleted_at" datetime NULL, "query" varchar(1000) NOT NULL, "before" varchar(1000) NULL);

CREATE INDEX "work_view_brand_id_6012bdf9" ON "work_view" ("brand_id");

CREATE INDEX "work_view_member_id_871be13e" ON "work_view" ("member_id");

CREATE UNIQUE INDEX "view_once_per_member" ON "work_view" ("member_id", "name") WHERE ("deleted_at" IS NULL AND "member_id" IS NOT NULL);

CREATE UNIQUE INDEX "view_once_per_team" ON "work_view" ("brand_id", "name") WHERE ("deleted_at" IS NULL AND "member_id" IS NULL);

CREATE TABLE "work_batchline" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "before" text NOT NULL CHECK ((JSON_VALID("before") OR "before" IS NULL)), "problems" text NOT NULL CHECK ((JSON_VALID("problems") OR "problems" IS NULL)), "is_put_back" bool NOT NULL, "batch_id" bigint NOT NULL REFERENCES "work_batch" ("id") DEFERRABLE INITIALLY DEFERRED, "thread_id" bigint NOT NULL REFERENCES "inbox_thread" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_line_per_batch_and_thread" UNIQUE ("batch_id", "thread_id"));

CREATE INDEX "work_batchline_batch_id_e771511b" ON "work_batchline" ("batch_id");

CREATE INDEX "work_batchline_thread_id_4850cd7f" ON "work_batchline" ("thread_id");

CREATE TABLE "work_cursor" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(20) NOT NULL UNIQUE, "upto" bigint unsigned NOT NULL CHECK ("upto" >= 0));

CREATE TABLE "work_automation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(60) NOT NULL, "is_on" bool NOT NULL, "when" varchar(20) NOT NULL, "steps" text NOT NULL CHECK ((JSON_VALID("steps") OR "steps" IS NULL)), "position" integer unsigned NOT NULL CHECK ("position" >= 0), "created_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "approved" text NOT NULL CHECK ((JSON_VALID("approved") OR "approved" IS NULL)), "author_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "minutes" integer unsigned NOT NULL CHECK ("minutes" >= 0), "since" datetime NOT NULL, "conditions" text NOT NULL CHECK ((JSON_VALID("conditions") OR "conditions" IS NULL)), CONSTRAINT "automation_once_per_brand" UNIQUE ("brand_id", "name"));

CREATE INDEX "work_automation_brand_id_a68e6fdc" ON "work_automation" ("brand_id");

CREATE INDEX "work_automation_author_id_9e21b035" ON "work_automation" ("author_id");

CREATE TABLE "work_hours" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "week" text NOT NULL CHECK ((JSON_VALID("week") OR "week" IS NULL)), "holidays" text NOT NULL CHECK ((JSON_VALID("holidays") OR "holidays" IS NULL)), "is_away_on" bool NOT NULL, "away_text" text NOT NULL, "saved_at" datetime NOT NULL, "author_id" bigint NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "brand_id" bigint NOT NULL UNIQUE REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE INDEX "work_hours_author_id_691d8cb2" ON "work_hours" ("author_id");

CREATE TABLE "work_run" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "cause" varchar(60) NOT NULL, "problems" text NOT NULL CHECK ((JSON_VALID("problems") OR "problems" IS NULL)), "at" datetime NOT NULL, "automation_id" bigint NOT NULL REFERENCES "work_automation" ("id") DEFERRABLE INITIALLY DEFERRED, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "thread_id" bigint NOT NULL REFERENCES "inbox_thread" ("id") DEFERRABLE INITIALLY DEFERRED, "is_taken" bool NOT NULL, CONSTRAINT "one_run_for_each_cause" UNIQUE ("automation_id", "thread_id", "cause"));

CREATE INDEX "work_run_automation_id_5b56e5b8" ON "work_run" ("automation_id");

CREATE INDEX "work_run_brand_id_12d4e1c6" ON "work_run" ("brand_id");

CREATE INDEX "work_run_thread_id_6fcc6cae" ON "work_run" ("thread_id");

CREATE INDEX "work_run_automat_fc2c7e_idx" ON "work_run" ("automation_id", "id" DESC);

CREATE INDEX "work_run_at_6db890_idx" ON "work_run" ("at");

CREATE TABLE "work_batch" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "steps" text NOT NULL CHECK ((JSON_VALID("steps") OR "steps" IS NULL)), "threads" text NOT NULL CHECK ((JSON_VALID("threads") OR "threads" IS NULL)), "upto" integer unsigned NOT NULL CHECK ("upto" >= 0), "state" varchar(7) NOT NULL, "created_at" datetime NOT NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "member_id" bigint NOT NULL REFERENCES "brand_member" ("id") DEFERRABLE INITIALLY DEFERRED, "by" varchar(120) NOT NULL, "ended_at" datetime NULL, "is_put_away" bool NOT NULL, "left" integer unsigned NOT NULL CHECK ("left" >= 0), "total" integer unsigned NOT NULL CHECK ("total" >= 0), "says" text NOT NULL);

CREATE INDEX "work_batch_brand_id_19b04368" ON "work_batch" ("brand_id");

CREATE INDEX "work_batch_member_id_7cb6505e" ON "work_batch" ("member_id");

CREATE INDEX "batch_under_way" ON "work_batch" ("id") WHERE "state" IN ('running', 'undoing');

CREATE INDEX "work_batch_member__127875_idx" ON "work_batch" ("member_id", "id" DESC);

CREATE TABLE "work_recount" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "brand_id" bigint NOT NULL, "thread_id" bigint NOT NULL, "number" bigint NULL);

CREATE TABLE "work_ending" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "member_id" bigint NULL, "at" datetime NOT NULL, "seconds" real NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "thread_id" bigint NOT NULL REFERENCES "inbox_thread" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TABLE "work_quarter" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "number" bigint NOT NULL, "theirs" integer unsigned NOT NULL CHECK ("theirs" >= 0), "ours" integer unsigned NOT NULL CHECK ("ours" >= 0), "automatic" integer unsigned NOT NULL CHECK ("automatic" >= 0), "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_row_per_quarter" UNIQUE ("brand_id", "number", "channel_id"));

CREATE TABLE "work_turn" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "member_id" bigint NULL, "asked_at" datetime NOT NULL, "seconds" real NULL, "brand_id" bigint NOT NULL REFERENCES "brand_brand" ("id") DEFERRABLE INITIALLY DEFERRED, "channel_id" bigint NOT NULL REFERENCES "brand_channel" ("id") DEFERRABLE INITIALLY DEFERRED, "thread_id" bigint NOT NULL REFERENCES "inbox_thread" ("id") DEFERRABLE INITIALLY DEFERRED);

CREATE TRIGGER work_recount_inbox_message_added AFTER INSERT ON inbox_message BEGIN INSERT INTO work_recount (brand_id, thread_id, number) VALUES (NEW.brand_id, NEW.thread_id, CAST(strftime('%s', NEW.said_at) AS INTEGER) / 900); END;

CREATE TRIGGER work_recount_inbox_message_gone AFTER DELETE ON inbox_message BEGIN INSERT INTO work_recount (brand_id, thread_id, number) VALUES (OLD.brand_id, OLD.thread_id, CAST(strftime('%s', OLD.said_at) AS INTEGER) / 900); END;

CREATE TRIGGER work_recount_inbox_message_changed AFTER UPDATE OF brand_id, thread_id, channel_id, is_ours, is_automatic, said_at, delivery_id ON inbox_message WHEN OLD.brand_id IS NOT NEW.brand_id OR OLD.thread_id IS NOT NEW.thread_id OR OLD.channel_id IS NOT NEW.channel_id OR OLD.is_ours IS NOT NEW.is_ours OR OLD.is_automatic IS NOT NEW.is_automatic OR OLD.said_at IS NOT NEW.said_at OR OLD.delivery_id IS NOT NEW.delivery_id BEGIN INSERT INTO work_recount (brand_id, thread_id, number) VALUES (OLD.brand_id, OLD.thread_id, CAST(strftime('%s', OLD.said_at) AS INTEGER) / 900); INSERT INTO work_recount (brand_id, thread_id, number) VALUES (NEW.brand_id, NEW.thread_id, CAST(strftime('%s', NEW.said_at) AS INTEGER) / 900); END;

CREATE TRIGGER work_recount_inbox_act_added AFTER INSERT ON inbox_act BEGIN INSERT INTO work_recount (brand_id, thread_id, number) VALUES (NEW.brand_id, NEW.thread_id, NULL); END;

CREATE TRIGGER work_recount_inbox_act_gone AFTER DELETE ON inbox_act BEGIN INSERT INTO work_recount (brand_id, thread_id, number) VALUES (OLD.brand_id, OLD.thread_id, NULL); END;

CREATE TRIGGER work_recount_inbox_act_changed AFTER UPDATE OF brand_id, thread_id, member_id, kind, before, after, at ON inbox_act WHEN OLD.brand_id IS NOT NEW.brand_id OR OLD.thread_id IS NOT NEW.thread_id OR OLD.member_id IS NOT NEW.member_id OR OLD.kind IS NOT NEW.kind OR OLD.before IS NOT NEW.before OR OLD.after IS NOT NEW.after OR OLD.at IS NOT NEW.at BEGIN INSERT INTO work_recount (brand_id, thread_id, number) VALUES (OLD.brand_id, OLD.thread_id, NULL); INSERT INTO work_recount (brand_id, thread_id, number) VALUES (NEW.brand_id, NEW.thread_id, NULL); END;

CREATE INDEX "work_ending_thread_id_977bf9fa" ON "work_ending" ("thread_id");

CREATE INDEX "ending_by_day" ON "work_ending" ("brand_id", "at", "channel_id", "thread_id", "member_id", "seconds");

CREATE INDEX "work_turn_thread_id_3a62d2cd" ON "work_turn" ("thread_id");

CREATE INDEX "turn_by_day" ON "work_turn" ("brand_id", "asked_at", "channel_id", "thread_id", "member_id", "seconds");

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
