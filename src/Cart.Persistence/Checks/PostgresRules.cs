using System.Collections.Immutable;
using System.Globalization;
using Cart.Engine;

namespace Cart.Persistence;

/// <summary>Represents what PostgreSQL reports about itself, to the engine's user and database.</summary>
/// <remarks>
/// The number of version 15.18 is 150018. A standby is read-only, and so is a primary that was set read-only. <c>Ahead</c> is how far its clock is
/// ahead of the host's, <c>Connections</c> the limit for all clients, <c>ConnectionsWanted</c> the maximum for one process of the shop.
/// </remarks>
internal sealed record PostgresFacts(
    string Where, string Fsync, string FullPageWrites, string SynchronousCommit, string Version, int VersionNumber, bool IsStandby, bool IsReadOnly,
    string Encoding, string User, ImmutableArray<string> MissingRights, TimeSpan Ahead, int Connections, int ConnectionsTaken, int ConnectionsWanted);

/// <summary>Checks the settings of PostgreSQL for orders.</summary>
internal static class PostgresRules
{
    private const int OldestVersion = 130000;

    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(1);

    public static IEnumerable<CheckFinding> Of(PostgresFacts facts, CheckMoment moment) =>
    [
        Durable(facts, "fsync", facts.Fsync is "on", "A crash of the machine can lose orders that were placed, and damage the tables."),
        Durable(
            facts, "full_page_writes", facts.FullPageWrites is "on", "A crash of the machine can leave half-written pages, and damage the tables."),
        Durable(
            facts, "synchronous_commit", facts.SynchronousCommit is not "off",
            "A crash loses the orders of the last moments, which shoppers were told are placed."),
        Rule(
            "version", facts.VersionNumber >= OldestVersion, CheckLevel.Warn, $"{facts.Where}: PostgreSQL {facts.Version}",
            "The engine is written for PostgreSQL 13 and later.", "Use PostgreSQL 13 or later."),
        Role(facts, moment),
        Rule(
            "encoding", facts.Encoding is "UTF8", CheckLevel.Refuse, $"{facts.Where}: the encoding of the database is {facts.Encoding}",
            "An order with a character that it does not have, in a name or a user id, cannot be placed.",
            "Create a database with ENCODING 'UTF8' (TEMPLATE template0), and move the tables there with pg_dump."),
        Rule(
            "rights", facts.MissingRights is [], CheckLevel.Refuse,
            $"{facts.Where}: the user {facts.User} "
            + (facts.MissingRights is [] ? "has all rights that the shop uses" : $"lacks {string.Join("; ", facts.MissingRights)}"),
            "Checkouts, orders or discounts fail for shoppers.", "Grant what is missing; docs/security.md has the statements."),
        Rule(
            "connections", facts.ConnectionsTaken + facts.ConnectionsWanted <= facts.Connections, CheckLevel.Warn,
            $"{facts.Where}: {facts.ConnectionsTaken} of {facts.Connections} connections are taken, a process of the shop opens up to {facts.ConnectionsWanted}",
            "Under load, processes of the shop can be turned away.", "Raise max_connections, or lower Maximum Pool Size in the connection string."),
        Rule(
            "clock", facts.Ahead.Duration() <= MostSkew, CheckLevel.Warn,
            $"{facts.Where}: its clock differs from the host's by {facts.Ahead.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)} s",
            "Discounts begin and end earlier or later than they should. Nothing is lost by it.", "Let both machines follow a time server."),
    ];

    // A host of the previous version must be able to start during a rollout and after a rollback.
    public static CheckFinding Schema(string where, string schema, SchemaVersion version) => version switch
    {
        { Newer: not null } or { IsTooNew: true } => Rule(
            "schema", isWell: false, version.IsTooNew ? CheckLevel.Refuse : CheckLevel.Warn, $"{where}: {version.Explain(schema)}",
            version.IsTooNew
                ? "The newer program declared that this one cannot use its tables."
                : "The tables still work with this program, but it does not know what is new in them.",
            version.IsTooNew
                ? "Start the newer program, or restore the backup of before its migration."
                : "Finish the rollout, or the rollback, soon."),
        { Pending: var pending } => Rule(
            "schema", pending.IsEmpty, CheckLevel.Warn,
            $"{where}: the schema '{schema}' {(pending.IsEmpty ? "is up to date" : $"lacks {string.Join(", ", pending.Select(MigrationScripts.FileOf))}")}",
            "Orders cannot be placed until the tables are up to date.", "Start a host of this version, which applies them, or run cart migrate."),
    };

    private static CheckFinding Rule(string name, bool isWell, CheckLevel level, string found, string means, string mend) =>
        isWell ? new($"postgres_{name}", CheckLevel.Ok, found) : new($"postgres_{name}", level, found, means, mend);

    private static CheckFinding Durable(PostgresFacts facts, string setting, bool isOn, string means) => Rule(
        setting, isOn, CheckLevel.Refuse, $"{facts.Where}: {setting} is {(isOn ? "not off" : "off")}", means, $"Set {setting} = on in postgresql.conf, and reload.");

    // A primary can be read-only temporarily, because of a full disk or a failover. A host that starts then serves carts and is not ready. A host
    // that is configured with a standby is misconfigured.
    private static CheckFinding Role(PostgresFacts facts, CheckMoment moment) => facts.IsStandby
        ? Rule(
            "role", isWell: false, CheckLevel.Refuse, $"{facts.Where}: is a standby",
            "No order can be placed.", "Name the primary, or several hosts with Target Session Attributes=primary.")
        : Rule(
            "role", !facts.IsReadOnly, moment is CheckMoment.Start ? CheckLevel.Warn : CheckLevel.Refuse,
            $"{facts.Where}: takes {(facts.IsReadOnly ? "no writes, transaction_read_only is on" : "writes")}",
            "No order can be placed.",
            "Find out why default_transaction_read_only is on for the server, the database or the user (a full disk, a failover), and turn it off.");
}
