using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Asks the inventory checker about many lines at once.</summary>
internal sealed class StockCheck(IInventoryChecker inventory)
{
    /// <summary>Whether there is always enough, so that nothing has to be asked.</summary>
    public bool IsUnlimited => inventory is UnlimitedInventory;

    /// <summary>Returns an <c>insufficient_stock</c> problem for each line that exceeds the stock, in the order of the lines.</summary>
    public async ValueTask<ImmutableArray<LineProblem>> FindShortAsync(
        IEnumerable<CartLine> lines, CancellationToken cancellationToken = default)
    {
        if (IsUnlimited)
        {
            return [];
        }

        ImmutableArray<LineProblem>.Builder? problems = null;
        foreach (var line in lines)
        {
            var requested = line.Quantity.Value;
            var available = await inventory.GetAvailableAsync(line.Product, cancellationToken).ConfigureAwait(false);
            var isShort = available is { } known
                ? requested > known
                : !await inventory.CheckAsync(line.Product, requested, cancellationToken).ConfigureAwait(false);
            if (isShort)
            {
                (problems ??= ImmutableArray.CreateBuilder<LineProblem>()).Add(ProblemOf(line.Product, requested, available));
            }
        }

        return problems?.ToImmutable() ?? [];
    }

    /// <summary>Returns the problem of a line that exceeds the stock.</summary>
    public static LineProblem ProblemOf(ProductKey product, long requested, int? available) => new("insufficient_stock", product)
    {
        Requested = requested,
        Available = available is { } known ? Math.Max(0, known) : null,
    };
}
