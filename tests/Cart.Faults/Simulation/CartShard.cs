using Cart.Engine;
using Microsoft.Extensions.Options;

namespace Cart.Faults;

/// <summary>
/// A server of carts. It keeps a log of its commands, as Redis keeps its append-only file; losing the end of the log is what a failover
/// to a replica that had fallen behind comes to.
/// </summary>
internal sealed class CartShard(CartOptions options, SimulatedClock clock, Action<string> trace)
{
    private readonly List<(DateTimeOffset At, CartId Id, CartCommand Command)> _log = [];
    private InMemoryCartStore _store = new(Options.Create(options), clock);

    public async Task<CartResult> ApplyAsync(CartId id, CartCommand command)
    {
        _log.Add((clock.Now, id, command));
        var result = await _store.ApplyAsync(id, command);
        var cart = await _store.GetAsync(id);
        trace($"{id} {Describe(command)} -> {result.Status}; {cart.State} v{cart.Version} {string.Join(", ", cart.Lines.Select(line => $"{line.Product} x {line.Quantity}"))}");
        return result;
    }

    public async Task<CartSnapshot> GetAsync(CartId id) => await _store.GetAsync(id);

    public async Task<OperationMatch> FindOperationAsync(CartId id, Shopper shopper, OperationId operation, string content) =>
        await _store.FindOperationAsync(id, shopper, operation, content);

    /// <summary>Loses the newest commands.</summary>
    public async Task RollBackAsync(int commands)
    {
        trace($"the last {commands} commands of a shard are lost");
        var now = clock.Now;
        _log.RemoveRange(Math.Max(0, _log.Count - commands), Math.Min(commands, _log.Count));
        _store = new InMemoryCartStore(Options.Create(options), clock);
        foreach (var (at, id, command) in _log)
        {
            clock.Now = at;
            await _store.ApplyAsync(id, command);
        }

        clock.Now = now;
    }

    private static string Describe(CartCommand command) => command switch
    {
        AddLines add => $"add {string.Join(", ", add.Additions.Select(addition => $"{addition.Product} x {addition.Quantity}"))} as '{add.Operation}'",
        MergeLines merge => $"take {string.Join(", ", merge.Lines.Select(line => $"{line.Product} x {line.Quantity}"))} from {merge.Source}",
        _ => $"{command}",
    };
}
