using Cart.Engine;

namespace Cart.AspNetCore.Tests;

/// <summary>A store of carts that does not answer some reads.</summary>
internal sealed class FlakyCarts : ICartStore
{
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ICartStore? _carts;
    private int _failures;

    public ICartStore Over(ICartStore carts)
    {
        _carts = carts;
        return this;
    }

    public void FailNextReads(int reads) => _failures = reads;

    public Task HasFailedAsync() => _failed.Task;

    public ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            _failed.TrySetResult();
            throw new CartUnavailableException("The store is away.", outcomeUnknown: false);
        }

        return _carts!.GetAsync(id, cancellationToken);
    }

    public ValueTask<OperationMatch> FindOperationAsync(
        CartId id, Engine.Shopper shopper, OperationId operation, string content, CancellationToken cancellationToken = default) =>
        _carts!.FindOperationAsync(id, shopper, operation, content, cancellationToken);

    public ValueTask<CartResult> ApplyAsync(CartId id, CartCommand command, CancellationToken cancellationToken = default) =>
        _carts!.ApplyAsync(id, command, cancellationToken);
}
