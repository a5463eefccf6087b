using Cart.Engine;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore.Tests;

/// <summary>Carts in memory that count what they are asked, and that can stop answering.</summary>
internal sealed class CountingCartStore : ICartStore
{
    private readonly InMemoryCartStore _carts = new(Options.Create(new CartOptions()), TimeProvider.System);

    public int Reads { get; private set; }

    public int Commands { get; private set; }

    /// <summary>How many of the commands asked for the whole cart.</summary>
    public int Snapshots { get; private set; }

    /// <summary>What every call fails with; null to answer.</summary>
    public Exception? Fault { get; set; }

    public ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken = default)
    {
        Reads++;
        return Fault is null ? _carts.GetAsync(id, cancellationToken) : ValueTask.FromException<CartSnapshot>(Fault);
    }

    public ValueTask<OperationMatch> FindOperationAsync(
        CartId id, Engine.Shopper shopper, OperationId operation, string content, CancellationToken cancellationToken = default)
    {
        Reads++;
        return Fault is null ? _carts.FindOperationAsync(id, shopper, operation, content, cancellationToken) : ValueTask.FromException<OperationMatch>(Fault);
    }

    public ValueTask<CartResult> ApplyAsync(CartId id, CartCommand command, CancellationToken cancellationToken = default)
    {
        Commands++;
        Snapshots += command is CartMutation { WithSnapshot: true } ? 1 : 0;
        return Fault is null ? _carts.ApplyAsync(id, command, cancellationToken) : ValueTask.FromException<CartResult>(Fault);
    }
}
