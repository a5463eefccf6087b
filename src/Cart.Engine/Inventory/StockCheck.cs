using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Asks the inventory checker about many lines at once.</summary>
/// <remarks>A failing checker counts as a store that does not answer. Nothing was changed.</remarks>
internal sealed class StockCheck(IInventoryChecker inventory)
{
    /// <summary>Gets whether the stock is unlimited, so that the checker need not be asked.</summary>
    public bool IsUnlimited => inventory is UnlimitedInventory;

    /// <summary>Returns an <c>insufficient_stock</c> problem for each line whose product exceeds the stock, in the order of the lines.</summary>
    /// <remarks>Stock belongs to a product: the lines of one product count together.</remarks>
    /// <exception cref="CartUnavailableException">The checker failed.</exception>
    public async ValueTask<ImmutableArray<LineProblem>> FindShortAsync(
        IEnumerable<CartLine> lines, CancellationToken cancellationToken = default)
    {
        if (IsUnlimited)
        {
            return [];
        }

        IReadOnlyList<CartLine> asked = [.. lines];
        var wanted = asked.GroupBy(static line => line.Product)
            .ToDictionary(static ofProduct => ofProduct.Key, static ofProduct => ofProduct.Aggregate(Quantity.Zero, static (sum, line) => sum + line.Quantity));
        var available = await AvailableAsync([.. asked.Select(static line => line.Product)], cancellationToken).ConfigureAwait(false);
        ImmutableArray<LineProblem>.Builder? problems = null;
        for (var i = 0; i < asked.Count; i++)
        {
            var (key, quantity) = (asked[i].Key, wanted[asked[i].Product]);
            var isShort = available[i] is { } known
                ? quantity > known
                : !await AllowsAsync(key.Product, quantity, cancellationToken).ConfigureAwait(false);
            if (isShort)
            {
                (problems ??= ImmutableArray.CreateBuilder<LineProblem>()).Add(
                    new LineProblem(CartErrors.InsufficientStock.Code, key) { Requested = quantity, Available = available[i] });
            }
        }

        return problems?.ToImmutable() ?? [];
    }

    /// <summary>Returns the stock of each product, in units; null if the checker does not report it.</summary>
    /// <exception cref="CartUnavailableException">The checker failed.</exception>
    public async ValueTask<Quantity?[]> AvailableAsync(IReadOnlyList<ProductKey> products, CancellationToken cancellationToken)
    {
        try
        {
            var known = IsUnlimited ? null
                : await inventory.GetAvailableAsync([.. products.Distinct()], cancellationToken).ConfigureAwait(false);
            return [.. products.Select(product =>
                known is null ? Quantity.Ceiling : known.TryGetValue(product, out var units) ? Quantity.Whole(Math.Max(0, units)) : (Quantity?)null)];
        }
        catch (Exception fault) when (IsFault(fault))
        {
            throw Unavailable(fault);
        }
    }

    /// <summary>Returns whether a quantity is in stock.</summary>
    /// <exception cref="CartUnavailableException">The checker failed.</exception>
    public async ValueTask<bool> AllowsAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken)
    {
        try
        {
            return await inventory.CheckAsync(product, quantity, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (IsFault(fault))
        {
            throw Unavailable(fault);
        }
    }

    /// <summary>Returns the largest whole quantity in stock between one that is in stock and one above it, with one query after the other.</summary>
    /// <param name="product">The product.</param>
    /// <param name="allowed">A quantity that is in stock; 0 for none.</param>
    /// <param name="greatest">The largest quantity of interest.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="CartUnavailableException">The checker failed.</exception>
    public async ValueTask<Quantity> FindGreatestAsync(ProductKey product, Quantity allowed, Quantity greatest, CancellationToken cancellationToken)
    {
        if (allowed >= greatest || await AllowsAsync(product, greatest, cancellationToken).ConfigureAwait(false))
        {
            return greatest;
        }

        var (inStock, refused) = (allowed.Units, greatest.Units);
        while (refused - inStock > 1)
        {
            var middle = inStock + ((refused - inStock) / 2);
            if (await AllowsAsync(product, Quantity.Whole(middle), cancellationToken).ConfigureAwait(false))
            {
                inStock = middle;
            }
            else
            {
                refused = middle;
            }
        }

        return Quantity.Whole(inStock);
    }

    private static bool IsFault(Exception fault) => fault is not (OperationCanceledException or CartException);

    private static CartUnavailableException Unavailable(Exception fault) =>
        new("The inventory checker did not answer. Nothing was changed.", outcomeUnknown: false, fault);
}
