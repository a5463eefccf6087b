using System.Collections.Immutable;

namespace Cart.Engine;

/// <summary>Asks the stock, before a merge, for the greatest quantities that the target's lines may have.</summary>
internal sealed class MergeCeilings(IInventoryChecker inventory, ICartStore carts, FaultLog faults)
{
    // More units than other requests usually add to the target between this question and the merge.
    private const int Headroom = 128;

    /// <summary>Returns a ceiling for each line of the source; none if the stock limits nothing, or its checker fails: the checkout asks again.</summary>
    public async ValueTask<ImmutableArray<Quantity>> AskAsync(CartSnapshot source, CartId target, CancellationToken cancellationToken)
    {
        var stock = new StockCheck(inventory);
        if (stock.IsUnlimited || source.IsEmpty)
        {
            return [];
        }

        try
        {
            var ceilings = await AskAsync(stock, source, target, cancellationToken).ConfigureAwait(false);
            faults.Succeeded();
            return ceilings;
        }
        catch (CartUnavailableException unavailable) when (unavailable.InnerException is { } fault and not CartException)
        {
            // The message of a fault of the host's may hold anything.
            faults.Failed($"it threw {fault.GetType().Name}. Merges are not cut to the stock meanwhile; a checkout asks again");
            return [];
        }
    }

    private async ValueTask<ImmutableArray<Quantity>> AskAsync(
        StockCheck stock, CartSnapshot source, CartId target, CancellationToken cancellationToken)
    {
        CartSnapshot? held = null;
        var available = await stock.AvailableAsync([.. source.Lines.Select(static line => line.Product)], cancellationToken).ConfigureAwait(false);
        var ceilings = ImmutableArray.CreateBuilder<Quantity>(source.Lines.Length);
        for (var i = 0; i < source.Lines.Length; i++)
        {
            if (available[i] is { } known)
            {
                ceilings.Add(known);
                continue;
            }

            var (product, quantity, _) = source.Lines[i];
            held ??= await carts.GetAsync(target, cancellationToken).ConfigureAwait(false);
            var most = Math.Min(int.MaxValue, (long)quantity.Value + (held.Find(product)?.Quantity.Value ?? 0) + Headroom);
            ceilings.Add(await stock.FindGreatestAsync(product, 0, (int)most, cancellationToken).ConfigureAwait(false));
        }

        return ceilings.DrainToImmutable();
    }
}
