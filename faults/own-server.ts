// Import it before everything else: the file gets a Postgres of its own, which it may stop, freeze and fill, and which
// loses nothing that was committed when it is killed.
delete process.env.TEST_SERVER_URL;
process.env.TEST_SERVER_SETTINGS = "synchronous_commit=on";
