using Cart.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Cart.Persistence.Tests;

/// <summary>What the check finds before a shopper does: rights that are missing, an encoding without all characters, a server without writes.</summary>
public sealed class PostgresCheckTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_table_and_function_of_the_schema_has_its_rights_listed()
    {
        await using var command = postgres.Raw.CreateCommand(
            $"SELECT tablename::text FROM pg_tables WHERE schemaname = '{postgres.Schema}' ORDER BY tablename COLLATE \"C\"");
        await using var reader = await command.ExecuteReaderAsync(Token);
        var tables = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            tables.Add(reader.GetString(0));
        }

        Assert.Equal(PostgresRights.Tables.Keys.Order(StringComparer.Ordinal), tables);
    }

    [Theory]
    [InlineData("REVOKE INSERT ON $.outbox FROM {0}", "INSERT on the table outbox")]
    [InlineData("REVOKE ALL ON $.discount_redemptions FROM {0}", "SELECT, INSERT, UPDATE on the table discount_redemptions")]
    [InlineData("REVOKE SELECT ON $.store_identity FROM {0}", "SELECT on the table store_identity")]
    [InlineData("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA $ FROM {0}, PUBLIC", "EXECUTE on the function place_orders")]
    [InlineData("REVOKE USAGE ON SCHEMA $ FROM {0}", "USAGE on the schema $")]
    public async Task A_right_that_is_missing_is_named_at_the_start_and_by_the_doctor(string revoke, string missing)
    {
        var schema = "t_" + Guid.NewGuid().ToString("N");
        var role = "check_" + Guid.NewGuid().ToString("N");
        await postgres.Migrations(schema).ApplyAsync(Token);
        await postgres.ExecuteAsync($"""
            CREATE ROLE {role} LOGIN PASSWORD 'hush';
            GRANT USAGE ON SCHEMA {schema} TO {role};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};
            """);
        try
        {
            Assert.Equal(CheckLevel.Ok, (await FindAsync("postgres_rights", $"Username={role};Password=hush", schema, CheckMoment.Start)).Level);
            await postgres.ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, revoke, role).Replace("$", schema, StringComparison.Ordinal));

            var found = await FindAsync("postgres_rights", $"Username={role};Password=hush", schema, CheckMoment.Start);

            Assert.Equal(CheckLevel.Refuse, found.Level);
            Assert.Contains($"the user {role} lacks ", found.Found, StringComparison.Ordinal);
            Assert.Contains(missing.Replace("$", schema, StringComparison.Ordinal), found.Found, StringComparison.Ordinal);
        }
        finally
        {
            await postgres.DropAsync(schema);
            await postgres.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task A_database_that_does_not_have_all_characters_is_found_at_the_start()
    {
        var database = "latin_" + Guid.NewGuid().ToString("N");
        await postgres.ExecuteAsync($"CREATE DATABASE {database} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
        try
        {
            var found = await FindAsync("postgres_encoding", $"Database={database}", "cart", CheckMoment.Start);

            Assert.Equal(CheckLevel.Refuse, found.Level);
            Assert.EndsWith("the encoding of the database is LATIN1", found.Found, StringComparison.Ordinal);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await postgres.ExecuteAsync($"DROP DATABASE {database}");
        }
    }

    [Theory]
    [InlineData(nameof(CheckMoment.Start), CheckLevel.Warn)]
    [InlineData(nameof(CheckMoment.Repeat), CheckLevel.Refuse)]
    [InlineData(nameof(CheckMoment.Doctor), CheckLevel.Refuse)]
    public async Task A_server_that_takes_no_writes_is_found(string when, CheckLevel level)
    {
        var moment = Enum.Parse<CheckMoment>(when);
        var found = await FindAsync("postgres_role", "Options=-c default_transaction_read_only=on", postgres.Schema, moment);

        Assert.Equal(level, found.Level);
        Assert.EndsWith("takes no writes, transaction_read_only is on", found.Found, StringComparison.Ordinal);
    }

    private async Task<CheckFinding> FindAsync(string name, string settings, string schema, CheckMoment moment)
    {
        var options = Options.Create(new PostgresOptions { ConnectionString = $"{postgres.ConnectionString};{settings}", Schema = schema });
        var migrations = new PostgresMigrations(options, NullLogger<PostgresMigrations>.Instance);
        var findings = await new PostgresCheck(options, migrations, TimeProvider.System).CheckAsync(new CheckContext(moment, Production: true), Token);
        return Assert.Single(findings, finding => finding.Name == name);
    }
}
