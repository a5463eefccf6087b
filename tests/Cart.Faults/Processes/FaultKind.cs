namespace Cart.Faults;

/// <summary>What strikes an episode.</summary>
internal enum FaultKind
{
    /// <summary>A worker is killed with -9.</summary>
    WorkerKilled,

    /// <summary>A worker stands still for longer than its lease.</summary>
    WorkerPaused,

    /// <summary>A worker dies, pauses or fails at a fault point of the protocol.</summary>
    FaultPoint,

    /// <summary>Redis is killed with -9 and comes back with all of its data.</summary>
    RedisRestarted,

    /// <summary>Replies of Redis are lost on the way.</summary>
    RedisRepliesLost,

    /// <summary>Replies of PostgreSQL are lost on the way.</summary>
    PostgresRepliesLost,

    /// <summary>PostgreSQL is restarted in immediate mode.</summary>
    PostgresRestarted,

    /// <summary>All backends of PostgreSQL are terminated.</summary>
    BackendsTerminated,

    /// <summary>Redis loses the tail of its append-only file.</summary>
    RedisTailCut,

    /// <summary>A replica that had fallen behind takes over.</summary>
    RedisFailedOver,

    /// <summary>Redis is emptied.</summary>
    RedisEmptied,

    /// <summary>A master of the cluster is killed, its replica takes over, and it comes back as a replica.</summary>
    ClusterMasterKilled,
}
