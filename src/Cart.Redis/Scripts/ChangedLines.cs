using System.Collections.Immutable;
using Cart.Engine;

namespace Cart.Redis;

/// <summary>Sorts the lines of an answer by their marks. What there is nothing of is not made.</summary>
/// <param name="count">How many lines there are at most.</param>
internal struct ChangedLines(int count)
{
    private ImmutableArray<CartLine>.Builder? _changed;
    private ImmutableArray<CartLine>.Builder? _removed;
    private ImmutableArray<ProductKey>.Builder? _created;
    private ImmutableArray<ProductKey>.Builder? _clamped;

    public readonly ImmutableArray<CartLine> Changed => _changed?.DrainToImmutable() ?? [];

    public readonly ImmutableArray<CartLine> Removed => _removed?.DrainToImmutable() ?? [];

    public readonly ImmutableArray<ProductKey> Created => _created?.DrainToImmutable() ?? [];

    public readonly ImmutableArray<ProductKey> Clamped => _clamped?.DrainToImmutable() ?? [];

    /// <summary>Takes a line: = it was changed, + it is new, &lt; its quantity was cut to the limit, * both, - it was removed.</summary>
    public void Add(char mark, CartLine line)
    {
        Add(ref mark == '-' ? ref _removed : ref _changed, line);
        if (mark is '+' or '*')
        {
            Add(ref _created, line.Product);
        }

        if (mark is '<' or '*')
        {
            Add(ref _clamped, line.Product);
        }
    }

    /// <summary>Takes a product whose quantity was cut to nothing.</summary>
    public void LeaveOff(ProductKey product) => Add(ref _clamped, product);

    private readonly void Add<T>(ref ImmutableArray<T>.Builder? items, T item) =>
        (items ??= ImmutableArray.CreateBuilder<T>(count)).Add(item);
}
