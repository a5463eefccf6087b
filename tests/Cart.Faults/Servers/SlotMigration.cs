using StackExchange.Redis;

namespace Cart.Faults;

/// <summary>Moves a slot from its master to another while both serve, the way <c>redis-cli --cluster reshard</c> does.</summary>
internal sealed class SlotMigration
{
    private readonly RedisCluster _cluster;
    private readonly int _slot;
    private readonly IServer _from;
    private readonly IServer _to;
    private readonly string _fromId;
    private readonly string _toId;

    private SlotMigration(RedisCluster cluster, int slot, (IServer Server, string Id) from, (IServer Server, string Id) to) =>
        (_cluster, _slot, _from, _fromId, _to, _toId) = (cluster, slot, from.Server, from.Id, to.Server, to.Id);

    /// <summary>Announces the migration: from now on the source answers ASK for keys that it has not, and the target takes them.</summary>
    public static async Task<SlotMigration> BeginAsync(RedisCluster cluster, int slot, IServer target)
    {
        var migration = new SlotMigration(cluster, slot, await IdOfAsync(await cluster.MasterOfAsync(slot)), await IdOfAsync(target));
        await migration._to.ExecuteAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", migration._fromId);
        await migration._from.ExecuteAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", migration._toId);
        return migration;
    }

    /// <summary>Moves one key.</summary>
    public Task MoveAsync(RedisKey key) =>
        _from.ExecuteAsync("MIGRATE", [_to.EndPoint.ToString()!.Split(':')[0], _to.EndPoint.ToString()!.Split(':')[1], key.ToString(), 0, 5000]);

    /// <summary>Moves what is left, tells the masters whose the slot is now, and returns when the others know too.</summary>
    public async Task EndAsync()
    {
        while ((string[]?)await _from.ExecuteAsync("CLUSTER", "GETKEYSINSLOT", _slot, 10) is { Length: > 0 } keys)
        {
            foreach (var key in keys)
            {
                await MoveAsync(key);
            }
        }

        await _to.ExecuteAsync("CLUSTER", "SETSLOT", _slot, "NODE", _toId);
        foreach (var master in await _cluster.MastersAsync())
        {
            await master.ExecuteAsync("CLUSTER", "SETSLOT", _slot, "NODE", _toId);
        }

        // The replicas hear of it from their masters. One that took over before it has would leave the slot to nobody.
        await Waiting.UntilAsync(() => _cluster.AgreesAsync(_slot, _to), $"every node knows that slot {_slot} has moved", CancellationToken.None);
    }

    private static async Task<(IServer Server, string Id)> IdOfAsync(IServer server) => (server, ((string?)await server.ExecuteAsync("CLUSTER", "MYID"))!);
}
