using System.Collections.Immutable;

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
