using System.Globalization;
using System.Net;
using StackExchange.Redis;

namespace Cart.Faults;

/// <summary>A master, a replica of it, and three sentinels that let the replica take over when the master is gone.</summary>
internal sealed class RedisSentinel : IAsyncDisposable
{
    private const string Service = "carts";

    private readonly RedisNode[] _servers = [new(), new()];
    private readonly RedisNode[] _sentinels = [new(), new(), new()];
    private ConnectionMultiplexer? _admin;
    private ConnectionMultiplexer? _watch;

    private RedisSentinel()
    {
    }

    /// <summary>What a client is given: the sentinels, and the name under which they know the master.</summary>
    public string ConnectionString => string.Join(',', _sentinels.Select(static node => node.EndPoint)) + ",serviceName=" + Service;

    /// <summary>Starts everything and returns once the sentinels know the servers and each other.</summary>
    /// <param name="downAfter">After how long a master that is silent counts as dead.</param>
    /// <param name="cancellationToken">Gives up, and stops what was started.</param>
    public static async Task<RedisSentinel> StartAsync(TimeSpan downAfter, CancellationToken cancellationToken)
    {
        var sentinel = new RedisSentinel();
        try
        {
            await sentinel.LaunchAsync(downAfter, cancellationToken);
            return sentinel;
        }
        catch
        {
            await sentinel.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the master, waits until the sentinels have made the replica one, and returns how long that took.</summary>
    public async Task<(EndPoint Killed, TimeSpan Took)> KillMasterAsync(CancellationToken cancellationToken)
    {
        var master = await MasterAsync();
        await _servers.Single(node => node.EndPoint.Equals(master)).KillAsync();
        return (master, await Waiting.UntilAsync(
            async () => !(await MasterAsync()).Equals(master), "the sentinels choose another master", cancellationToken));
    }

    /// <summary>Brings a killed server back, and returns once it follows the new master.</summary>
    public async Task ReviveAsync(EndPoint killed, CancellationToken cancellationToken)
    {
        await _servers.Single(node => node.EndPoint.Equals(killed)).RestartAsync(cancellationToken);
        await RestAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in new[] { _admin, _watch }.OfType<ConnectionMultiplexer>())
        {
            await connection.DisposeAsync();
        }

        foreach (var node in _sentinels.Concat(_servers))
        {
            await node.DisposeAsync();
        }
    }

    private async Task LaunchAsync(TimeSpan downAfter, CancellationToken cancellationToken)
    {
        string[] durable = ["--save", "", "--appendonly", "yes", "--repl-diskless-sync-delay", "0"];
        await _servers[0].StartAsync(durable, cancellationToken);
        await _servers[1].StartAsync([.. durable, "--replicaof", "127.0.0.1", _servers[0].Port.ToString(CultureInfo.InvariantCulture)], cancellationToken);
        _admin = await ConnectionMultiplexer.ConnectAsync(
            string.Join(',', _servers.Select(static node => node.EndPoint)) + ",allowAdmin=true,abortConnect=false");
        await RestAsync(cancellationToken);
        foreach (var node in _sentinels)
        {
            // A sentinel keeps what it learns in its file.
            var settings = string.Create(CultureInfo.InvariantCulture, $"""
                sentinel monitor {Service} 127.0.0.1 {_servers[0].Port} 2
                sentinel down-after-milliseconds {Service} {downAfter.TotalMilliseconds}
                sentinel failover-timeout {Service} 5000

                """);
            await node.StartAsync([node.Write("sentinel.conf", settings), "--sentinel"], cancellationToken);
        }

        _watch = await ConnectionMultiplexer.SentinelConnectAsync(
            string.Join(',', _sentinels.Select(static node => node.EndPoint)) + ",allowAdmin=true,abortConnect=false");
        foreach (var node in _sentinels)
        {
            await Waiting.UntilAsync(() => KnowsAllAsync(node), $"sentinel {node.EndPoint} knows all others", cancellationToken);
        }
    }

    private Task RestAsync(CancellationToken cancellationToken) =>
        Waiting.UntilAsync(async () => (await Task.WhenAll(_servers.Select(FollowsAsync))).Contains(true), "the replica follows", cancellationToken);

    private async Task<bool> FollowsAsync(RedisNode node)
    {
        try
        {
            return (await _admin!.GetServer(node.EndPoint).InfoRawAsync("replication"))!.Contains("master_link_status:up", StringComparison.Ordinal);
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException)
        {
            return false;
        }
    }

    private async Task<bool> KnowsAllAsync(RedisNode node)
    {
        var state = (await _watch!.GetServer(node.EndPoint).SentinelMasterAsync(Service)).ToDictionary();
        return state["num-slaves"] == "1" && state["num-other-sentinels"] == "2";
    }

    private async Task<EndPoint> MasterAsync() =>
        (await _watch!.GetServer(_sentinels[0].EndPoint).SentinelGetMasterAddressByNameAsync(Service))
        ?? throw new InvalidOperationException("The sentinels know no master.");
}
