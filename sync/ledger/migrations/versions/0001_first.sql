-- The first schema, frozen: made by tools/freeze_schema.py from sync/ledger/tables.py.
-- BLOB is read as BYTEA on PostgreSQL.

-- section: records
CREATE TABLE r_unknown (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamps TEXT NOT NULL,
    extra TEXT NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX ix_r_unknown_root_id ON r_unknown (root_id);
CREATE TABLE r_admin_division (
    id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamps TEXT NOT NULL,
    extra TEXT,
    updated_at BIGINT,
    updated_by TEXT,
    station_id TEXT,
    created_at BIGINT,
    created_by TEXT,
    origin_device TEXT,
    deleted_at BIGINT,
    code TEXT,
    name TEXT,
    short_name TEXT,
    level TEXT,
    parent_code TEXT,
    valid_from TEXT,
    valid_to TEXT,
    local_addition BIGINT,
    market_rule_id TEXT,
    PRIMARY KEY (id)
);
CREATE INDEX ix_r_admin_division_root_id ON r_admin_division (root_id);
CREATE TABLE r_organisation (
    id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamps TEXT NOT NULL,
    extra TEXT,
    updated_at BIGINT,
    updated_by TEXT,
    station_id TEXT,
    created_at BIGINT,
    created_by TEXT,
    origin_device TEXT,
    deleted_at BIGINT,
    name TEXT,
    kind TEXT,
    division_code TEXT,
    parent_org_id TEXT,
    competence TEXT,
    phone TEXT,
    address TEXT,
    hours TEXT,
    can_receive_referral BIGINT,
    receives_online BIGINT,
    PRIMARY KEY (id)
);
CREATE INDEX ix_r_organisation_root_id ON r_organisation (root_id);
CREATE TABLE r_station (
    id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamps TEXT NOT NULL,
    extra TEXT,
    updated_at BIGINT,
    updated_by TEXT,
    station_id TEXT,
    created_at BIGINT,
    created_by TEXT,
    origin_device TEXT,
    deleted_at BIGINT,
    organisation_id TEXT,
    station_code TEXT,
    display_name TEXT,
    level TEXT,
    window_id TEXT,
    market_office_id TEXT,
    committee_id TEXT,
    responsible_person_id TEXT,
    is_announced_intake_window BIGINT,
    rule_set TEXT,
    open_from TEXT,
    open_to TEXT,
    open_weekdays TEXT,
    supervision_phone TEXT,
    established_on TEXT,
    closed_on TEXT,
    is_model BIGINT,
    facilities TEXT,
    standard_checks TEXT,
    households BIGINT,
    population BIGINT,
    PRIMARY KEY (id)
);
CREATE INDEX ix_r_station_root_id ON r_station (root_id);
CREATE INDEX ix_r_station_station_code ON r_station (station_code);
CREATE TABLE r_person (
    id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamps TEXT NOT NULL,
    extra TEXT,
    updated_at BIGINT,
    updated_by TEXT,
    station_id TEXT,
    created_at BIGINT,
    created_by TEXT,
    origin_device TEXT,
    deleted_at BIGINT,
    name TEXT,
    gender TEXT,
    kinds TEXT,
    post TEXT,
    unit TEXT,
    phone TEXT,
    duties TEXT,
    photo_id TEXT,
    photo_consent BIGINT,
    expertise TEXT,
    from_date TEXT,
    to_date TEXT,
    mediator_no TEXT,
    languages TEXT,
    PRIMARY KEY (id)
);
CREATE INDEX ix_r_person_root_id ON r_person (root_id);
CREATE TABLE r_user (
    id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamps TEXT NOT NULL,
    extra TEXT,
    updated_at BIGINT,
    updated_by TEXT,
    station_id TEXT,
    created_at BIGINT,
    created_by TEXT,
    origin_device TEXT,
    deleted_at BIGINT,
    person_id TEXT,
    login TEXT,
    active BIGINT,
    locked_until BIGINT,
    PRIMARY KEY (id)
);
CREATE INDEX ix_r_user_login ON r_user (login);
CREATE INDEX ix_r_user_root_id ON r_user (root_id);
CREATE TABLE r_role_grant (
    id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamps TEXT NOT NULL,
    extra TEXT,
    updated_at BIGINT,
    updated_by TEXT,
    station_id TEXT,
    created_at BIGINT,
    created_by TEXT,
    origin_device TEXT,
    deleted_at BIGINT,
    user_id TEXT,
    role TEXT,
    scope_station_id TEXT,
    from_date TEXT,
    to_date TEXT,
    granted_by TEXT,
    PRIMARY KEY (id)
);
CREATE INDEX ix_r_role_grant_root_id ON r_role_grant (root_id);
CREATE INDEX ix_r_role_grant_user_id ON r_role_grant (user_id);
CREATE TABLE r_case (
    id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamps TEXT NOT NULL,
    extra TEXT,
    updated_at BIGINT,
    updated_by TEXT,
    station_id TEXT,
    created_at BIGINT,
    created_by TEXT,
    origin_device TEXT,
    deleted_at BIGINT,
    case_no TEXT,
    county_no TEXT,
    platform_no TEXT,
    matter_type TEXT,
    title TEXT,
    channel TEXT,
    received_at BIGINT,
    registered_at BIGINT,
    late_entry_reason TEXT,
    first_receiver_id TEXT,
    handler_id TEXT,
    owner_org_id TEXT,
    incident_place TEXT,
    incident_division_code TEXT,
    incident_on TEXT,
    purchase_on TEXT,
    purchase_mode TEXT,
    order_no TEXT,
    object_kind TEXT,
    category_code TEXT,
    object_name TEXT,
    brand TEXT,
    model TEXT,
    batch_no TEXT,
    quantity TEXT,
    unit TEXT,
    amount BIGINT,
    problem_nature TEXT,
    facts TEXT,
    requests TEXT,
    urgency TEXT,
    complexity TEXT,
    handling_capacity TEXT,
    disposition TEXT,
    status TEXT,
    round_no BIGINT,
    rule_set_ref TEXT,
    statutory_start_at BIGINT,
    accepted_at BIGINT,
    rejected_at BIGINT,
    concluded_at BIGINT,
    replied_at BIGINT,
    archived_at BIGINT,
    reject_reason TEXT,
    reject_note TEXT,
    diverted_to_id TEXT,
    outcome TEXT,
    outcome_note TEXT,
    money_refund BIGINT,
    money_replace BIGINT,
    money_repair BIGINT,
    money_compensate BIGINT,
    money_additional BIGINT,
    recovered_confirmed BIGINT,
    recovered_agreed BIGINT,
    is_joint BIGINT,
    parent_case_id TEXT,
    alert_id TEXT,
    consent_publication BIGINT,
    consent_entrusted BIGINT,
    consent_non_site BIGINT,
    privacy_notice_at BIGINT,
    privacy_notice_way TEXT,
    confidential BIGINT,
    abuse_factors TEXT,
    incomplete BIGINT,
    tags TEXT,
    retention_class TEXT,
    destroy_after TEXT,
    PRIMARY KEY (id)
);
CREATE INDEX ix_r_case_case_no ON r_case (case_no);
CREATE INDEX ix_r_case_received_at_id ON r_case (received_at, id);
CREATE INDEX ix_r_case_root_id ON r_case (root_id);
CREATE INDEX ix_r_case_status_received_at ON r_case (status, received_at);
CREATE TABLE r_case_party (
    id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamps TEXT NOT NULL,
    extra TEXT,
    updated_at BIGINT,
    updated_by TEXT,
    station_id TEXT,
    created_at BIGINT,
    created_by TEXT,
    origin_device TEXT,
    deleted_at BIGINT,
    case_id TEXT,
    role TEXT,
    is_main BIGINT,
    kind TEXT,
    name TEXT,
    gender TEXT,
    age_band TEXT,
    is_minor_u14 BIGINT,
    phone TEXT,
    phone2 TEXT,
    contact_other TEXT,
    address TEXT,
    division_code TEXT,
    id_kind TEXT,
    id_no TEXT,
    id_checked_at BIGINT,
    id_checked_by TEXT,
    id_last4 TEXT,
    represented_by_id TEXT,
    authority_attachment_id TEXT,
    authority_scope TEXT,
    authority_until TEXT,
    respondent_reg_name TEXT,
    uscc TEXT,
    other_reg_no TEXT,
    unlicensed BIGINT,
    legal_rep TEXT,
    contact_person TEXT,
    business_place TEXT,
    platform_name TEXT,
    shop_name TEXT,
    shop_url TEXT,
    relation_note TEXT,
    consents TEXT,
    PRIMARY KEY (id)
);
CREATE INDEX ix_r_case_party_phone ON r_case_party (phone);
CREATE INDEX ix_r_case_party_root_id ON r_case_party (root_id);
CREATE TABLE r_referral (
    id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamps TEXT NOT NULL,
    extra TEXT,
    updated_at BIGINT,
    updated_by TEXT,
    station_id TEXT,
    created_at BIGINT,
    created_by TEXT,
    origin_device TEXT,
    deleted_at BIGINT,
    referral_no TEXT,
    case_id TEXT,
    referral_type TEXT,
    from_org_id TEXT,
    to_org_id TEXT,
    reason TEXT,
    summary TEXT,
    wishes TEXT,
    attachment_ids TEXT,
    copies BIGINT,
    pages BIGINT,
    sent_at BIGINT,
    sent_by TEXT,
    sent_way TEXT,
    complainant_told_at BIGINT,
    told_way TEXT,
    due_at BIGINT,
    receipt_at BIGINT,
    receipt_by TEXT,
    status TEXT,
    return_reason TEXT,
    returned_at BIGINT,
    result TEXT,
    result_outcome TEXT,
    result_at BIGINT,
    lead_org_id TEXT,
    agreed_due_note TEXT,
    contains_report BIGINT,
    PRIMARY KEY (id)
);
CREATE INDEX ix_r_referral_root_id ON r_referral (root_id);
CREATE TABLE r_case_event (
    id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamps TEXT NOT NULL,
    extra TEXT,
    updated_at BIGINT,
    updated_by TEXT,
    station_id TEXT,
    created_at BIGINT,
    created_by TEXT,
    origin_device TEXT,
    deleted_at BIGINT,
    case_id TEXT,
    seq BIGINT,
    follows_id TEXT,
    rank BIGINT,
    sets TEXT,
    referral_id TEXT,
    event_type TEXT,
    occurred_at BIGINT,
    recorded_at BIGINT,
    actor_id TEXT,
    actor_name TEXT,
    actor_org TEXT,
    from_status TEXT,
    to_status TEXT,
    summary TEXT,
    contact_result TEXT,
    contact_mode TEXT,
    money BIGINT,
    attachment_ids TEXT,
    corrects_event_id TEXT,
    visible_to TEXT,
    PRIMARY KEY (id)
);
CREATE INDEX ix_r_case_event_root_id ON r_case_event (root_id);
CREATE TABLE r_case_link (
    id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamps TEXT NOT NULL,
    extra TEXT,
    updated_at BIGINT,
    updated_by TEXT,
    station_id TEXT,
    created_at BIGINT,
    created_by TEXT,
    origin_device TEXT,
    deleted_at BIGINT,
    case_id TEXT,
    report_id TEXT,
    PRIMARY KEY (id)
);
CREATE INDEX ix_r_case_link_root_id ON r_case_link (root_id);
CREATE TABLE r_reply (
    id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamps TEXT NOT NULL,
    extra TEXT,
    updated_at BIGINT,
    updated_by TEXT,
    station_id TEXT,
    created_at BIGINT,
    created_by TEXT,
    origin_device TEXT,
    deleted_at BIGINT,
    case_id TEXT,
    round_no BIGINT,
    content TEXT,
    way TEXT,
    at BIGINT,
    by_id TEXT,
    opinion TEXT,
    PRIMARY KEY (id)
);
CREATE INDEX ix_r_reply_root_id ON r_reply (root_id);
CREATE TABLE r_attachment (
    id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamps TEXT NOT NULL,
    extra TEXT,
    updated_at BIGINT,
    updated_by TEXT,
    station_id TEXT,
    created_at BIGINT,
    created_by TEXT,
    origin_device TEXT,
    deleted_at BIGINT,
    case_id TEXT,
    owner_type TEXT,
    owner_id TEXT,
    evidence_kind TEXT,
    title TEXT,
    provided_by TEXT,
    is_original TEXT,
    file_name TEXT,
    mime TEXT,
    size BIGINT,
    sha256 TEXT,
    preview_sha256 TEXT,
    original_sha256 TEXT,
    physical_place TEXT,
    taken_at BIGINT,
    taken_place TEXT,
    pages BIGINT,
    pii_class TEXT,
    returned_at BIGINT,
    returned_to TEXT,
    keep_local_only BIGINT,
    PRIMARY KEY (id)
);
CREATE INDEX ix_r_attachment_root_id ON r_attachment (root_id);
CREATE INDEX ix_r_attachment_sha256 ON r_attachment (sha256);
CREATE TABLE r_conflict (
    id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamps TEXT NOT NULL,
    extra TEXT,
    updated_at BIGINT,
    updated_by TEXT,
    station_id TEXT,
    created_at BIGINT,
    created_by TEXT,
    origin_device TEXT,
    deleted_at BIGINT,
    seen_with TEXT,
    record_kind TEXT,
    record_id TEXT,
    field TEXT,
    candidates TEXT,
    status TEXT,
    decided_by TEXT,
    decided_at BIGINT,
    decision TEXT,
    PRIMARY KEY (id)
);
CREATE INDEX ix_r_conflict_root_id ON r_conflict (root_id);
CREATE TABLE r_proposal (
    id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamps TEXT NOT NULL,
    extra TEXT,
    updated_at BIGINT,
    updated_by TEXT,
    station_id TEXT,
    created_at BIGINT,
    created_by TEXT,
    origin_device TEXT,
    deleted_at BIGINT,
    seen_with TEXT,
    changes TEXT,
    author_id TEXT,
    from_station_id TEXT,
    done_at BIGINT,
    status TEXT,
    decided_by TEXT,
    decided_at BIGINT,
    PRIMARY KEY (id)
);
CREATE INDEX ix_r_proposal_root_id ON r_proposal (root_id);
CREATE TABLE r_access_log (
    id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    stamps TEXT NOT NULL,
    extra TEXT,
    updated_at BIGINT,
    updated_by TEXT,
    station_id TEXT,
    created_at BIGINT,
    created_by TEXT,
    origin_device TEXT,
    deleted_at BIGINT,
    case_id TEXT,
    at BIGINT,
    user_id TEXT,
    action TEXT,
    object_kind TEXT,
    object_id TEXT,
    reason TEXT,
    fields TEXT,
    PRIMARY KEY (id)
);
CREATE INDEX ix_r_access_log_root_id ON r_access_log (root_id);

-- section: desk
CREATE TABLE desk_journal (
    replica TEXT NOT NULL,
    seq BIGINT NOT NULL,
    unit BIGINT NOT NULL,
    kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    person TEXT NOT NULL,
    time BIGINT NOT NULL,
    salt BLOB,
    body TEXT,
    hash BLOB NOT NULL,
    verdict TEXT,
    reason TEXT,
    PRIMARY KEY (replica, seq)
);
CREATE INDEX ix_desk_journal_record_id ON desk_journal (record_id);
CREATE TABLE desk_state (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY ("key")
);
CREATE TABLE desk_attention (
    id TEXT NOT NULL,
    why TEXT NOT NULL,
    kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    at BIGINT NOT NULL,
    person TEXT,
    body TEXT,
    done_at BIGINT,
    PRIMARY KEY (id)
);
CREATE TABLE desk_draft (
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    person TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    done_at BIGINT,
    PRIMARY KEY (id)
);
CREATE TABLE desk_number (
    series TEXT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (series)
);
CREATE TABLE desk_content (
    attachment_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    here BIGINT NOT NULL,
    at_center BIGINT NOT NULL,
    PRIMARY KEY (attachment_id)
);
CREATE TABLE desk_gone (
    root_id TEXT NOT NULL,
    number TEXT,
    at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    records TEXT NOT NULL,
    PRIMARY KEY (root_id)
);
CREATE TABLE desk_index_due (
    root_id TEXT NOT NULL,
    PRIMARY KEY (root_id)
) WITHOUT ROWID;

-- section: center
CREATE TABLE center_journal (
    replica TEXT NOT NULL,
    seq BIGINT NOT NULL,
    unit BIGINT NOT NULL,
    kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    person TEXT NOT NULL,
    time BIGINT NOT NULL,
    salt BLOB,
    body TEXT,
    hash BLOB NOT NULL,
    verdict TEXT,
    reason TEXT,
    PRIMARY KEY (replica, seq)
);
CREATE INDEX ix_center_journal_record_id ON center_journal (record_id);
CREATE TABLE center_state (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY ("key")
);
CREATE TABLE center_head (
    id BIGINT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE center_replica (
    id TEXT NOT NULL,
    station_id TEXT NOT NULL,
    letter TEXT NOT NULL,
    public_key TEXT NOT NULL,
    enrolled_at BIGINT NOT NULL,
    revoked_at BIGINT,
    head_seq BIGINT NOT NULL,
    head_hash BLOB NOT NULL,
    previous TEXT,
    last_seen_at BIGINT,
    cursor BIGINT NOT NULL,
    about TEXT,
    PRIMARY KEY (id)
);
CREATE TABLE center_code (
    code_hash TEXT NOT NULL,
    station_id TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_by TEXT,
    PRIMARY KEY (code_hash)
);
CREATE TABLE center_membership (
    root TEXT NOT NULL,
    station TEXT NOT NULL,
    kind TEXT NOT NULL,
    shown BIGINT NOT NULL,
    version BIGINT NOT NULL,
    touched BIGINT NOT NULL,
    PRIMARY KEY (root, station)
) WITHOUT ROWID;
CREATE INDEX ix_center_membership_station_touched ON center_membership (station, touched);
CREATE TABLE center_number (
    series TEXT NOT NULL,
    high BIGINT NOT NULL,
    PRIMARY KEY (series)
);
CREATE TABLE center_county_number (
    case_id TEXT NOT NULL,
    number TEXT NOT NULL,
    PRIMARY KEY (case_id)
) WITHOUT ROWID;
CREATE TABLE center_content (
    attachment_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    complete_at BIGINT,
    PRIMARY KEY (attachment_id)
);

-- section: search
CREATE TABLE desk_search_root (number INTEGER PRIMARY KEY, root_id TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE desk_search USING fts5(words, content='', contentless_delete=1, detail=none, prefix='1', tokenize="unicode61 remove_diacritics 0");
