using System.Collections.Immutable;
using System.Globalization;
using Cart.Engine;

namespace Cart.Persistence;

/// <summary>What PostgreSQL tells of itself.</summary>
internal sealed record PostgresFacts
{
    public required string Where { get; init; }

    public required string Fsync { get; init; }

    public required string FullPageWrites { get; init; }

    /// <summary>As it is for the sessions of the engine's own user and database.</summary>
    public required string SynchronousCommit { get; init; }

    public required string Version { get; init; }

    /// <summary>150018 for 15.18.</summary>
    public required int VersionNumber { get; init; }

    public required bool IsStandby { get; init; }

    /// <summary>Whether transactions are read-only: on every standby, and on a primary that was made read-only.</summary>
    public required bool IsReadOnly { get; init; }

    /// <summary>The encoding of the database, such as <c>UTF8</c>.</summary>
    public required string Encoding { get; init; }

    /// <summary>The user of the connection.</summary>
    public required string User { get; init; }

    /// <summary>The rights that the stores use and the user lacks, each with its table or function.</summary>
    public required ImmutableArray<string> MissingRights { get; init; }

    /// <summary>How far its clock is ahead of the host's.</summary>
    public required TimeSpan Ahead { get; init; }

    /// <summary>How many connections all clients together can have.</summary>
    public required int Connections { get; init; }

    public required int ConnectionsTaken { get; init; }

    /// <summary>How many connections one process of the shop can open.</summary>
    public required int ConnectionsWanted { get; init; }
}

/// <summary>What the settings of a PostgreSQL mean for orders.</summary>
internal static class PostgresRules
{
    private const int OldestVersion = 130000;

    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(1);

    public static IEnumerable<CheckFinding> Of(PostgresFacts facts, CheckMoment moment) =>
    [
        Durable(facts, "fsync", facts.Fsync, "A crash of the machine can lose orders that were placed, and damage the tables."),
        Durable(
            facts, "full_page_writes", facts.FullPageWrites, "A crash of the machine can leave half-written pages, and damage the tables."),
        Durable(
            facts,
            "synchronous_commit",
            facts.SynchronousCommit is "off" ? "off" : "on",
            "A crash loses the orders of the last moments, which shoppers were told are placed."),
        Version(facts),
        Role(facts, moment),
        Encoding(facts),
        Rights(facts),
        Connections(facts),
        Clock(facts),
    ];

    // A host of the version before must be able to start during a rollout, and after a rollback.
    public static CheckFinding Schema(string where, string schema, SchemaVersion version) => version switch
    {
        { IsTooNew: true } => new(
            "postgres_schema",
            CheckLevel.Refuse,
            $"{where}: {version.Explain(schema)}",
            "The newer program declared that this one cannot use its tables.",
            "Start the newer program, or restore the backup of before its migration."),
        { Newer: not null } => new(
            "postgres_schema",
            CheckLevel.Warn,
            $"{where}: {version.Explain(schema)}",
            "The tables still work with this program, but it does not know what is new in them.",
            "Finish the rollout, or the rollback, soon."),
        { Pending.IsEmpty: true } => new("postgres_schema", CheckLevel.Ok, $"{where}: the schema '{schema}' is up to date"),
        _ => new(
            "postgres_schema",
            CheckLevel.Warn,
            $"{where}: the schema '{schema}' lacks {string.Join(", ", version.Pending.Select(MigrationScripts.FileOf))}",
            "Orders cannot be placed until the tables are up to date.",
            "Start a host of this version, which applies them, or run cart migrate."),
    };

    private static CheckFinding Durable(PostgresFacts facts, string setting, string value, string means) => value is "on"
        ? new($"postgres_{setting}", CheckLevel.Ok, $"{facts.Where}: {setting} is not off")
        : new($"postgres_{setting}", CheckLevel.Refuse, $"{facts.Where}: {setting} is {value}", means, $"Set {setting} = on in postgresql.conf, and reload.");

    private static CheckFinding Version(PostgresFacts facts) => facts.VersionNumber >= OldestVersion
        ? new("postgres_version", CheckLevel.Ok, $"{facts.Where}: PostgreSQL {facts.Version}")
        : new(
            "postgres_version",
            CheckLevel.Warn,
            $"{facts.Where}: PostgreSQL {facts.Version}",
            "The engine is written for PostgreSQL 13 and later.",
            "Use PostgreSQL 13 or later.");

    // A primary can be made read-only for a while: by a disk that is full, or because another server takes over. A host that starts then
    // serves carts and is not ready; a host that is pointed at a standby is set up wrongly.
    private static CheckFinding Role(PostgresFacts facts, CheckMoment moment) => facts switch
    {
        { IsStandby: true } => new(
            "postgres_role",
            CheckLevel.Refuse,
            $"{facts.Where}: is a standby",
            "No order can be placed.",
            "Name the primary, or several hosts with Target Session Attributes=primary."),
        { IsReadOnly: true } => new(
            "postgres_role",
            moment is CheckMoment.Start ? CheckLevel.Warn : CheckLevel.Refuse,
            $"{facts.Where}: takes no writes, transaction_read_only is on",
            "No order can be placed.",
            "Find out why default_transaction_read_only is on for the server, the database or the user (a full disk, a failover), and turn it off."),
        _ => new("postgres_role", CheckLevel.Ok, $"{facts.Where}: takes writes"),
    };

    private static CheckFinding Encoding(PostgresFacts facts) => facts.Encoding is "UTF8"
        ? new("postgres_encoding", CheckLevel.Ok, $"{facts.Where}: the encoding of the database is UTF8")
        : new(
            "postgres_encoding",
            CheckLevel.Refuse,
            $"{facts.Where}: the encoding of the database is {facts.Encoding}",
            "An order with a character that it does not have, in a name or a user id, cannot be placed.",
            "Create a database with ENCODING 'UTF8' (TEMPLATE template0), and move the tables there with pg_dump.");

    private static CheckFinding Rights(PostgresFacts facts) => facts.MissingRights is []
        ? new("postgres_rights", CheckLevel.Ok, $"{facts.Where}: the user {facts.User} has all rights that the shop uses")
        : new(
            "postgres_rights",
            CheckLevel.Refuse,
            $"{facts.Where}: the user {facts.User} lacks {string.Join("; ", facts.MissingRights)}",
            "Checkouts, orders or discounts fail for shoppers.",
            "Grant what is missing; docs/security.md has the statements.");

    private static CheckFinding Connections(PostgresFacts facts)
    {
        var found = $"{facts.Where}: {facts.ConnectionsTaken} of {facts.Connections} connections are taken, a process of the shop opens up to {facts.ConnectionsWanted}";
        return facts.ConnectionsTaken + facts.ConnectionsWanted > facts.Connections
            ? new(
                "postgres_connections",
                CheckLevel.Warn,
                found,
                "Under load, processes of the shop can be turned away.",
                "Raise max_connections, or lower Maximum Pool Size in the connection string.")
            : new("postgres_connections", CheckLevel.Ok, found);
    }

    private static CheckFinding Clock(PostgresFacts facts)
    {
        var found = $"{facts.Where}: its clock differs from the host's by {facts.Ahead.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)} s";
        return facts.Ahead.Duration() > MostSkew
            ? new(
                "postgres_clock",
                CheckLevel.Warn,
                found,
                "Discounts begin and end earlier or later than they should. Nothing is lost by it.",
                "Let both machines follow a time server.")
            : new("postgres_clock", CheckLevel.Ok, found);
    }
}
