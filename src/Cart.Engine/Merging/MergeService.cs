using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Cart.Engine;

/// <summary>
/// Merges one cart into another in steps of one cart each: seal the source, let the target take over its lines, close the source. The merge
/// takes effect when the target takes the lines. Before that it can be given up; after that any process can finish it. So no unit is lost or
/// counted twice, wherever the steps are interrupted and however often they are repeated.
/// </summary>
internal sealed class MergeService
{
    // One try for each lapsed checkout that was settled, and one for a merge of the source into another cart that was completed.
    private const int MaxTries = 3;

    private readonly ICartStore _carts;
    private readonly CartCloser _closer;
    private readonly MergeCeilings _stock;
    private readonly ILogger _logger;

    /// <param name="carts">The store of both carts.</param>
    /// <param name="closer">Settles checkouts that hold one of the carts.</param>
    /// <param name="inventory">The stock.</param>
    /// <param name="faults">Logs failures of the stock checker; shared by all requests.</param>
    /// <param name="logger">The log.</param>
    internal MergeService(ICartStore carts, CartCloser closer, IInventoryChecker inventory, FaultLog faults, ILogger<MergeService> logger)
    {
        (_carts, _closer, _logger) = (carts, closer, logger);
        _stock = new MergeCeilings(inventory, carts, faults);
    }

    /// <summary>Merges a cart into another. Repeating it is safe, also concurrently.</summary>
    /// <param name="source">The cart to merge, which ends sealed.</param>
    /// <param name="merge">The cart that takes the lines, and the strategy.</param>
    /// <param name="evenIfEmpty">Whether an empty source is sealed too, so that late writers find the target.</param>
    /// <param name="cancellationToken">Stops the merge between two steps. Repeating it, or the next use of the source, completes it.</param>
    /// <exception cref="CartRefusedException">The source is the target.</exception>
    /// <exception cref="CartUnavailableException">A store did not answer; repeating the merge is safe.</exception>
    public async Task<MergeResult> MergeAsync(
        CartId source, CartMerge merge, bool evenIfEmpty = false, CancellationToken cancellationToken = default)
    {
        if (source == merge.Target)
        {
            throw CartErrors.MergeWithItself.ToException();
        }

        var begin = new BeginMerge(merge) { EvenIfEmpty = evenIfEmpty };
        var begun = await _carts.ApplyAsync(source, begin, cancellationToken).ConfigureAwait(false);
        for (var tries = 1; tries < MaxTries; tries++)
        {
            if (begun is { Status: CartStatus.CheckoutLapsed, Hold: { } hold })
            {
                await _closer.SettleAsync(source, hold.Fence, cancellationToken).ConfigureAwait(false);
            }
            else if (begun is { Status: CartStatus.MergeInProgress, Merge: { } other })
            {
                await MergeAsync(source, other, evenIfEmpty: true, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                break;
            }

            begun = await _carts.ApplyAsync(source, begin, cancellationToken).ConfigureAwait(false);
        }

        return begun.Status switch
        {
            CartStatus.Ok => await TakeOverAsync(begun.Snapshot!, cancellationToken).ConfigureAwait(false),
            CartStatus.Merged when begun.Merge!.Value.Target == merge.Target => new MergeResult { Status = CartStatus.Ok, Replayed = true },
            CartStatus.CartNotFound => new MergeResult { Status = CartStatus.CartEmpty, RefusedBy = source },
            _ => Refusal(begun, source),
        };
    }

    private static MergeResult Refusal(CartResult refused, CartId by) =>
        new() { Status = refused.Status, RefusedBy = by, Hold = refused.Hold };

    private async Task<MergeResult> TakeOverAsync(CartSnapshot source, CancellationToken cancellationToken)
    {
        var (target, strategy) = source.Merge!.Value;
        var take = new MergeLines(source.Id, source.Version, strategy, source.Lines, source.ShippingOptionId)
        {
            DiscountCodes = source.DiscountCodes,
            StockCeilings = await _stock.AskAsync(source, target, cancellationToken).ConfigureAwait(false),
        };
        var taken = await _carts.ApplyAsync(target, take, cancellationToken).ConfigureAwait(false);
        if (taken is { Status: CartStatus.CheckoutLapsed, Hold: { } hold })
        {
            await _closer.SettleAsync(target, hold.Fence, cancellationToken).ConfigureAwait(false);
            taken = await _carts.ApplyAsync(target, take, cancellationToken).ConfigureAwait(false);
        }

        if (taken.Status is not CartStatus.Ok && !await GiveUpAsync(source, target, cancellationToken).ConfigureAwait(false))
        {
            return Refusal(taken, target);
        }

        await FinishAsync(source.Id, target, cancellationToken).ConfigureAwait(false);
        return taken.Status is CartStatus.Ok && !taken.Replayed
            ? new MergeResult
            {
                Status = CartStatus.Ok,
                Source = source,
                Target = target,
                Changed = taken.Changed,
                Created = taken.Created,
                Clamped = taken.Clamped,
            }
            : new MergeResult { Status = CartStatus.Ok, Replayed = true };
    }

    // The target refuses the attempt for good before the source is reopened. Returns true if the lines had been taken over after all.
    private async Task<bool> GiveUpAsync(CartSnapshot source, CartId target, CancellationToken cancellationToken)
    {
        var refused = await _carts.ApplyAsync(target, new RefuseMerge(source.Id, source.Version), cancellationToken).ConfigureAwait(false);
        if (!refused.Replayed)
        {
            await _carts.ApplyAsync(source.Id, new AbandonMerge(target, source.Version), cancellationToken).ConfigureAwait(false);
        }

        return refused.Replayed;
    }

    // The target has the lines, so a source that cannot be closed now is not an error: its next use closes it.
    private async Task FinishAsync(CartId source, CartId target, CancellationToken cancellationToken)
    {
        try
        {
            await _carts.ApplyAsync(source, new FinishMerge(target), cancellationToken).ConfigureAwait(false);
        }
        catch (CartUnavailableException unavailable)
        {
            _logger.MergeNotFinished(unavailable);
        }
    }
}

/// <summary>Asks the stock, before a merge, for the maximum quantities of the target's lines.</summary>
internal sealed class MergeCeilings(IInventoryChecker inventory, ICartStore carts, FaultLog faults)
{
    // More units than other requests usually add to the target between the check and the merge.
    private static readonly Quantity Headroom = Quantity.Whole(128);

    /// <summary>Returns a ceiling for each line of the source; empty if the stock is unlimited or the checker fails. Checkout checks again.</summary>
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
            // The message of the host's exception may contain anything, so only its type is logged.
            faults.Failed($"it threw {fault.GetType().Name}. Merges are not cut to the stock meanwhile; a checkout asks again");
            return [];
        }
    }

    private async ValueTask<ImmutableArray<Quantity>> AskAsync(
        StockCheck stock, CartSnapshot source, CartId target, CancellationToken cancellationToken)
    {
        // Stock belongs to a product: a line may have what its product's other lines leave.
        var hasSeveral = source.Lines.Any(static line => line.Key.Digest is not null);
        var (strategy, taken) = (source.Merge!.Value.Strategy, new Dictionary<LineKey, Quantity>());
        var held = hasSeveral ? await carts.GetAsync(target, cancellationToken).ConfigureAwait(false) : null;
        var available = await stock.AvailableAsync([.. source.Lines.Select(static line => line.Product)], cancellationToken).ConfigureAwait(false);
        var ceilings = ImmutableArray.CreateBuilder<Quantity>(source.Lines.Length);
        for (var i = 0; i < source.Lines.Length; i++)
        {
            var line = source.Lines[i];
            var others = hasSeveral ? OthersOf(line.Key) : Quantity.Zero;
            var ceiling = available[i];
            if (ceiling is null)
            {
                held ??= await carts.GetAsync(target, cancellationToken).ConfigureAwait(false);
                var most = Quantity.Min(Quantity.Ceiling, line.Quantity + others + HeldOf(line.Key) + Headroom);
                ceiling = await stock.FindGreatestAsync(line.Product, Quantity.Zero, most, cancellationToken).ConfigureAwait(false);
            }

            ceilings.Add(Quantity.Max(ceiling.Value - others, Quantity.Zero));
            if (hasSeveral)
            {
                var after = MergeStrategies.QuantityOf(strategy, HeldOf(line.Key), line.Quantity);
                taken[line.Key] = Quantity.Min(after, Quantity.Max(ceilings[i], HeldOf(line.Key)));
            }
        }

        return ceilings.DrainToImmutable();

        Quantity HeldOf(LineKey key) => held!.Find(key)?.Quantity ?? Quantity.Zero;

        // The target's quantity of them, including the lines that were handled before this one.
        Quantity OthersOf(LineKey key) => held!.Lines.Select(static line => line.Key).Union(taken.Keys)
            .Where(other => other != key && other.Product == key.Product)
            .Aggregate(Quantity.Zero, (sum, other) => sum + (taken.TryGetValue(other, out var after) ? after : HeldOf(other)));
    }
}
