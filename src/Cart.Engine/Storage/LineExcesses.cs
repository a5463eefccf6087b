using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Collects the lines of one change that would exceed the limit of a quantity, or the stock.</summary>
internal struct LineExcesses(CartMutation mutation, CartLimits limits)
{
    private ImmutableArray<LineProblem>.Builder? _problems;

    /// <summary>Checks a line that gains units.</summary>
    /// <param name="index">The place of the line in the change.</param>
    /// <param name="product">The product.</param>
    /// <param name="quantity">The quantity that the line would have.</param>
    public void Check(int index, ProductKey product, long quantity)
    {
        if (limits.FindExcess(mutation, index, product, quantity) is { } problem)
        {
            (_problems ??= ImmutableArray.CreateBuilder<LineProblem>()).Add(problem);
        }
    }

    /// <summary>Returns the refusal; null if no line exceeds anything.</summary>
    public readonly CartResult? RefusalAt(long version) =>
        _problems is null ? null : CartLimits.RefusalOf(_problems.ToImmutable()) with { Version = version };
}
