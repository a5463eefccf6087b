using System.Diagnostics;
using System.Globalization;

namespace Cart.Faults;

/// <summary>Strikes the workers and servers of an episode, at random times.</summary>
internal sealed class Striker(FaultServers servers, Func<string?, WorkerProcess> startWorker, List<WorkerProcess> workers, Random random, FaultCounts counts)
{
    private static readonly string[] Points =
    [
        "checkout.admitted", "checkout.begun", "checkout.priced", "checkout.reserved", "order.queued", "order.committed", "checkout.committed",
        "checkout.finished", "checkout.confirmed", "checkout.settled", "relay.told",
    ];

    /// <summary>When carts were last lost, by the clock of the workers' logs; 0 if they never were.</summary>
    public long CartsLostAt { get; private set; }

    public async Task StrikeAsync(FaultKind kind, CancellationToken cancellationToken)
    {
        counts.Add(Name(kind));
        switch (kind)
        {
            case FaultKind.WorkerKilled:
                Replace(fault: null);
                break;
            case FaultKind.WorkerPaused:
                await workers[random.Next(workers.Count)].PauseAsync(WorkSettings.Lease * 1.5, cancellationToken);
                break;
            case FaultKind.FaultPoint:
                Replace(fault: RandomPoint());
                break;
            case FaultKind.RedisRestarted:
                await servers.Redis.KillAsync(cancellationToken);
                await servers.Redis.RestartAsync(cancellationToken);
                break;
            case FaultKind.RedisRepliesLost:
                servers.RedisProxy.LoseReplies(1 + random.Next(3));
                break;
            case FaultKind.PostgresRepliesLost:
                servers.PostgresProxy.LoseReplies(1 + random.Next(3));
                break;
            case FaultKind.PostgresRestarted:
                await servers.Postgres.RestartImmediatelyAsync(cancellationToken);
                break;
            case FaultKind.BackendsTerminated:
                await servers.Postgres.TerminateBackendsAsync(cancellationToken);
                break;
            default:
                await LoseCartsAsync(kind, cancellationToken);
                CartsLostAt = Stopwatch.GetTimestamp();
                break;
        }
    }

    public static string Name(FaultKind kind) => kind switch
    {
        FaultKind.WorkerKilled => "worker killed (-9)",
        FaultKind.WorkerPaused => "worker paused longer than the lease",
        FaultKind.FaultPoint => "worker struck at a fault point",
        FaultKind.RedisRestarted => "redis killed (-9) and restarted",
        FaultKind.RedisRepliesLost => "redis replies lost",
        FaultKind.PostgresRepliesLost => "postgres replies lost",
        FaultKind.PostgresRestarted => "postgres restarted, immediate",
        FaultKind.BackendsTerminated => "postgres backends terminated",
        FaultKind.RedisTailCut => "redis: tail of the log cut",
        FaultKind.RedisFailedOver => "redis: stale replica promoted",
        FaultKind.ClusterMasterKilled => "cluster: master killed (-9)",
        _ => "redis emptied",
    };

    private async Task LoseCartsAsync(FaultKind kind, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case FaultKind.RedisTailCut:
                await servers.Redis.KillAsync(cancellationToken);
                await servers.Redis.CutTailAsync(random.Next(1, 200), cancellationToken);
                await servers.Redis.RestartAsync(cancellationToken);
                break;
            case FaultKind.RedisFailedOver:
                await servers.FailOverAsync(TimeSpan.FromMilliseconds(random.Next(20, 300)), cancellationToken);
                break;
            case FaultKind.ClusterMasterKilled:
                var (killed, _) = await servers.Cluster!.KillMasterAsync(random.Next(RedisCluster.Slots), cancellationToken);
                await servers.Cluster.ReviveAsync(killed, cancellationToken);
                break;
            default:
                await servers.EmptyRedisAsync();
                break;
        }
    }

    private void Replace(string? fault)
    {
        var place = random.Next(workers.Count);
        workers[place].Kill();
        workers[place].Dispose();
        workers[place] = startWorker(fault);
    }

    private string RandomPoint()
    {
        var how = random.Next(3) switch { 0 => "kill", 1 => "throw", _ => "pause:1500" };
        return string.Create(CultureInfo.InvariantCulture, $"{Points[random.Next(Points.Length)]}:{random.Next(1, 30)}:{how}");
    }
}
