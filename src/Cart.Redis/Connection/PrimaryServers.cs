using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>The servers that hold all the keys, each key once: the one primary, or those of a cluster.</summary>
internal static class PrimaryServers
{
    /// <exception cref="CartUnavailableException">One of them is not connected.</exception>
    public static IReadOnlyList<IServer> Of(IConnectionMultiplexer connection)
    {
        var servers = connection.GetServers();
        var cluster = servers.Select(static server => server.ClusterConfiguration).FirstOrDefault(static known => known is not null);
        List<IServer> primaries = cluster is null
            ? [.. servers.Where(static server => server is { IsConnected: true, IsReplica: false })]
            : [.. cluster.Nodes.Where(static node => node is { IsReplica: false, Slots.Count: > 0, EndPoint: not null })
                .Select(node => connection.GetServer(node.EndPoint!))];
        return primaries.Count > 0 && primaries.TrueForAll(static server => server.IsConnected)
            ? primaries
            : throw new CartUnavailableException(
                "Redis could not be reached: not every primary is connected.",
                outcomeUnknown: false,
                new RedisDetail("not every primary is connected"));
    }
}
