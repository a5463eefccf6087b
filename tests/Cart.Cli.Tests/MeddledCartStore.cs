using Cart.Engine;

namespace Cart.Cli.Tests;

/// <summary>A cart store that lets a test do something right before or right after a kind of command.</summary>
internal sealed class MeddledCartStore(ICartStore inner) : ICartStore
{
    private readonly Dictionary<Type, Func<ValueTask>> _before = [];
    private readonly Dictionary<Type, Func<CartResult, ValueTask>> _after = [];

    public ICartStore Inner => inner;

    public void Before<TCommand>(Func<ValueTask> meddle)
        where TCommand : CartCommand => _before[typeof(TCommand)] = meddle;

    public void After<TCommand>(Func<CartResult, ValueTask> meddle)
        where TCommand : CartCommand => _after[typeof(TCommand)] = meddle;

    public ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken = default) => inner.GetAsync(id, cancellationToken);

    public ValueTask<OperationMatch> FindOperationAsync(
        CartId id, Shopper shopper, OperationId operation, string content, CancellationToken cancellationToken = default) =>
        inner.FindOperationAsync(id, shopper, operation, content, cancellationToken);

    public async ValueTask<CartResult> ApplyAsync(CartId id, CartCommand command, CancellationToken cancellationToken = default)
    {
        if (_before.TryGetValue(command.GetType(), out var before))
        {
            await before();
        }

        var result = await inner.ApplyAsync(id, command, cancellationToken);
        if (_after.TryGetValue(command.GetType(), out var after))
        {
            await after(result);
        }

        return result;
    }
}
