using System.Collections.Concurrent;
using System.Diagnostics;
using Cart.Engine;

namespace Cart.Faults;

/// <summary>
/// Many callers who add one unit at a time to some carts, and keep book of every answer. What was turned away is asked again; what may have
/// taken effect is not, so that each unit of a cart is one that was acknowledged, or one that is known to be uncertain.
/// </summary>
internal sealed class AddingCallers(ICartStore carts, IReadOnlyList<CartId> ids)
{
    private static readonly ProductKey Widget = new(7, 42);

    private readonly ConcurrentQueue<(CartId Cart, long Version, long At)> _acknowledged = new();
    private readonly ConcurrentDictionary<CartId, long> _lastAcknowledged = new();
    private readonly ConcurrentQueue<(CartId Cart, bool OutcomeUnknown, string Message, long Asked, long At)> _failures = new();

    /// <summary>What was acknowledged: the cart, the version that the change made, and when.</summary>
    public IReadOnlyCollection<(CartId Cart, long Version, long At)> Acknowledged => _acknowledged;

    /// <summary>What failed as a store that does not answer, with when it was asked and when it failed; any other fault ends the load.</summary>
    public IReadOnlyCollection<(CartId Cart, bool OutcomeUnknown, string Message, long Asked, long At)> Failures => _failures;

    /// <summary>Adds until it is cancelled; what is on its way then is still answered.</summary>
    public Task RunAsync(int callers, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(new Random(), stop), CancellationToken.None)));

    /// <summary>Waits until an add to every cart was acknowledged after a moment, and returns the moment when that was so.</summary>
    public async Task<long> UntilAllAreServedAsync(long since, CancellationToken cancellationToken)
    {
        await Waiting.UntilAsync(
            () => Task.FromResult(ids.All(id => _lastAcknowledged.GetValueOrDefault(id) > since)), "every cart takes adds", cancellationToken);
        return Stopwatch.GetTimestamp();
    }

    private async Task CallAsync(Random random, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await AddAsync(ids[random.Next(ids.Count)]);
        }
    }

    private async Task AddAsync(CartId cart)
    {
        var asked = Stopwatch.GetTimestamp();
        try
        {
            var added = await carts.ApplyAsync(cart, new AddLines(Widget, 1, 1m) { Operation = OperationId.New() }, CancellationToken.None);
            if (added.Status is not CartStatus.Ok || added.Replayed)
            {
                throw new InvalidOperationException($"An add to cart {cart} was answered {added.Status}{(added.Replayed ? ", a repeat" : "")}.");
            }

            var now = Stopwatch.GetTimestamp();
            _acknowledged.Enqueue((cart, added.Version, now));
            _lastAcknowledged[cart] = now;
        }
        catch (CartUnavailableException fault)
        {
            _failures.Enqueue((cart, fault.OutcomeUnknown, fault.Message, asked, Stopwatch.GetTimestamp()));
            // A client who is told that the shop is away does not ask again at once.
            await Task.Delay(50, CancellationToken.None);
        }
    }
}
