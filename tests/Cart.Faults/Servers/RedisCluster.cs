using System.Globalization;
using System.Net;
using System.Text;
using StackExchange.Redis;

namespace Cart.Faults;

/// <summary>A Redis Cluster of the test's own: three masters with a third of the slots each, and a replica of each of them.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    /// <summary>How many slots there are.</summary>
    public const int Slots = 16_384;

    private const int Masters = 3;

    /// <summary>So long that a busy machine makes no node look dead: for tests that kill none.</summary>
    public static readonly TimeSpan CalmTimeout = TimeSpan.FromSeconds(30);

    private readonly RedisNode[] _nodes = [.. Enumerable.Range(0, 2 * Masters).Select(static _ => new RedisNode())];

    private RedisCluster()
    {
    }

    /// <summary>A connection to all nodes, for what an administrator does.</summary>
    public ConnectionMultiplexer Admin { get; private set; } = null!;

    /// <summary>What a client is given: all nodes, as any of them may be away.</summary>
    public string ConnectionString => string.Join(',', _nodes.Select(static node => node.EndPoint));

    /// <summary>Starts the nodes and returns once every slot is served and every replica follows.</summary>
    /// <param name="nodeTimeout">After how long a node that is silent counts as dead.</param>
    /// <param name="cancellationToken">Gives up, and stops what was started.</param>
    public static async Task<RedisCluster> StartAsync(TimeSpan nodeTimeout, CancellationToken cancellationToken)
    {
        var cluster = new RedisCluster();
        try
        {
            await cluster.LaunchAsync(nodeTimeout, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The master that has a slot, as the nodes that live see it.</summary>
    public async Task<IServer> MasterOfAsync(int slot) =>
        await FindMasterAsync(slot) ?? throw new InvalidOperationException($"No node that lives serves slot {slot}.");

    /// <summary>All nodes that have slots.</summary>
    public async Task<IReadOnlyList<IServer>> MastersAsync()
    {
        var nodes = await Living().First().ClusterNodesAsync();
        return [.. nodes!.Nodes.Where(static node => !node.IsReplica && node.Slots.Count > 0).Select(node => Admin.GetServer(node.EndPoint!))];
    }

    /// <summary>Kills the master of a slot, waits until its replica has taken over, and returns how long that took.</summary>
    public async Task<(IServer Killed, TimeSpan Took)> KillMasterAsync(int slot, CancellationToken cancellationToken)
    {
        var master = await MasterOfAsync(slot);
        await NodeAt(master.EndPoint).KillAsync();
        var took = await Waiting.UntilAsync(
            async () => await FindMasterAsync(slot) is { } now && !now.EndPoint.Equals(master.EndPoint), $"a replica takes slot {slot} over", cancellationToken);
        return (master, took);
    }

    /// <summary>Lets a master and its replica change places in good order, as before a restart, and returns when they have.</summary>
    public async Task ChangePlacesAsync(int slot, CancellationToken cancellationToken)
    {
        var (master, replica) = await ShardAsync(slot);
        await replica.ExecuteAsync("CLUSTER", "FAILOVER");
        await Waiting.UntilAsync(
            async () => (await FindMasterAsync(slot))?.EndPoint.Equals(replica.EndPoint) is true, $"the replica of {master.EndPoint} is master", cancellationToken);
        await RestAsync(cancellationToken);
    }

    /// <summary>Lets the replica of a master fall behind: it hears no more of what is written, and is a candidate for its place nevertheless.</summary>
    public async Task LoseReplicationAsync(int slot)
    {
        var (master, replica) = await ShardAsync(slot);

        // A user that the master does not have.
        await replica.ConfigSetAsync("masteruser", "nobody");
        await replica.ConfigSetAsync("masterauth", "nothing");
        await master.ExecuteAsync("CLIENT", "KILL", "TYPE", "replica");
    }

    /// <summary>Brings a killed node back, which follows whoever took its slots over.</summary>
    public async Task ReviveAsync(IServer killed, CancellationToken cancellationToken)
    {
        await NodeAt(killed.EndPoint).RestartAsync(cancellationToken);

        // A replica that lost its replication may be a master now, and has to be able to follow again when it is none.
        foreach (var node in Living())
        {
            await node.ConfigSetAsync("masteruser", "");
            await node.ConfigSetAsync("masterauth", "");
        }

        await RestAsync(cancellationToken);
    }

    /// <summary>Waits until every slot is served and every replica follows.</summary>
    public async Task RestAsync(CancellationToken cancellationToken)
    {
        foreach (var node in _nodes)
        {
            await RestAsync(Admin.GetServer(node.EndPoint), cancellationToken);
        }

        // Who is a master may have changed since this connection looked.
        await Admin.ConfigureAsync();
    }

    /// <summary>Whether every node, replicas too, says that a slot is a server's.</summary>
    public async Task<bool> AgreesAsync(int slot, IServer master)
    {
        var said = await Task.WhenAll(Living().Select(node => FindMasterAsync(slot, node)));
        return said.All(one => one?.EndPoint.Equals(master.EndPoint) is true);
    }

    /// <summary>Removes every key.</summary>
    public async Task EmptyAsync()
    {
        // Who is a master may have changed since this connection looked.
        await Admin.ConfigureAsync();
        foreach (var master in await MastersAsync())
        {
            await master.FlushAllDatabasesAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Admin is not null)
        {
            await Admin.DisposeAsync();
        }

        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    private Task<IServer?> FindMasterAsync(int slot) => FindMasterAsync(slot, Living().First());

    private async Task<IServer?> FindMasterAsync(int slot, IServer asked)
    {
        var nodes = await asked.ClusterNodesAsync();
        var master = nodes!.Nodes.FirstOrDefault(node => !node.IsReplica && node.Slots.Any(range => range.From <= slot && slot <= range.To));
        return master is null ? null : Admin.GetServer(master.EndPoint!);
    }

    private async Task<(IServer Master, IServer Replica)> ShardAsync(int slot)
    {
        var master = await MasterOfAsync(slot);
        var replica = (await Living().First().ClusterNodesAsync())!.Nodes.Single(node => node.IsReplica && node.Parent!.EndPoint!.Equals(master.EndPoint));
        return (master, Admin.GetServer(replica.EndPoint!));
    }

    private async Task LaunchAsync(TimeSpan nodeTimeout, CancellationToken cancellationToken)
    {
        var buses = _nodes.Select(static _ => LocalMachine.FreePort()).ToArray();
        for (var i = 0; i < _nodes.Length; i++)
        {
            _nodes[i].Write("nodes.conf", Membership(buses, i));
            await _nodes[i].StartAsync(
            [
                "--cluster-enabled", "yes", "--cluster-port", Text(buses[i]), "--cluster-node-timeout", Text((int)nodeTimeout.TotalMilliseconds),
                "--cluster-require-full-coverage", "no", "--save", "", "--appendonly", "yes", "--repl-diskless-sync-delay", "0",
            ], cancellationToken);
        }

        Admin = await ConnectionMultiplexer.ConnectAsync(ConnectionString + ",allowAdmin=true,abortConnect=false,connectTimeout=2000,syncTimeout=20000,asyncTimeout=20000");
        await RestAsync(cancellationToken);
    }

    // The file that a node keeps about its cluster. With it in place nobody has to introduce the nodes to each other.
    private string Membership(int[] buses, int self)
    {
        var file = new StringBuilder();
        for (var i = 0; i < _nodes.Length; i++)
        {
            var (isMaster, shard) = (i < Masters, i % Masters);
            var slots = isMaster ? $" {Slots * shard / Masters}-{(Slots * (shard + 1) / Masters) - 1}" : "";
            file.Append(CultureInfo.InvariantCulture, $"{Id(i)} {_nodes[i].EndPoint}@{buses[i]} {(i == self ? "myself," : "")}{(isMaster ? "master -" : $"slave {Id(shard)}")}");
            file.Append(CultureInfo.InvariantCulture, $" 0 0 {shard + 1} connected{slots}\n");
        }

        return file.Append(CultureInfo.InvariantCulture, $"vars currentEpoch {Masters} lastVoteEpoch 0\n").ToString();
    }

    private string Id(int node) => _nodes[node].Port.ToString("x40", CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task RestAsync(IServer node, CancellationToken cancellationToken)
    {
        var complaint = "";
        try
        {
            await Waiting.UntilAsync(async () => (complaint = await ComplaintOfAsync(node)) is "", $"node {node.EndPoint} is well", cancellationToken);
        }
        catch (TimeoutException timeout)
        {
            throw new TimeoutException($"{timeout.Message} It says:\n{complaint}", timeout);
        }
    }

    // What a node says that is not well, or nothing.
    private static async Task<string> ComplaintOfAsync(IServer server)
    {
        try
        {
            var state = (string?)await server.ExecuteAsync("CLUSTER", "INFO");
            var links = await server.InfoRawAsync("replication");
            var well = state!.Contains("cluster_state:ok", StringComparison.Ordinal) && state.Contains("cluster_slots_ok:16384", StringComparison.Ordinal)
                && (links!.Contains("master_link_status:up", StringComparison.Ordinal) || links.Contains("connected_slaves:1", StringComparison.Ordinal));
            return well ? "" : $"{state}\n{links}\n{await server.ClusterNodesRawAsync()}";
        }
        catch (Exception fault) when (fault is RedisException or TimeoutException)
        {
            return fault.Message;
        }
    }

    private IEnumerable<IServer> Living() => _nodes.Where(static node => node.IsRunning).Select(node => Admin.GetServer(node.EndPoint));

    private RedisNode NodeAt(EndPoint? endPoint) => _nodes.Single(node => node.EndPoint.Equals(endPoint));
}
