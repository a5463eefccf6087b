namespace Cart.Engine;

/// <summary>
/// Makes a shopper's changes: asks stock and catalog first, and publishes the events afterwards. Refusals are statuses. Scoped to one request.
/// </summary>
/// <param name="current">The shopper's cart.</param>
/// <param name="products">The shop's products.</param>
/// <param name="inventory">The stock checker.</param>
/// <param name="events">The events.</param>
/// <param name="options">The limits.</param>
internal sealed class CartChanges(CurrentCart current, ShopProducts products, IInventoryChecker inventory, CartEvents events, CartOptions options)
{
    private readonly CartLimits _limits = new(options);

    /// <summary>Changes the shopper's cart. Starts the next cart if the shopper has none that can be changed.</summary>
    /// <remarks>
    /// A line that gains units takes the catalog's current price, unless the change gives a price. A change without
    /// <see cref="CartMutation.ExpectedVersion"/> is never refused because of other changes. It takes at most three round trips to the cart store,
    /// or one if the checker reports the available quantity.
    /// </remarks>
    /// <param name="mutation">The change.</param>
    /// <param name="checkInventory">Whether the stock limits lines that gain units. Default true.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <exception cref="CartUnavailableException">
    /// A store, the catalog or the inventory checker did not answer; the outcome may be unknown.
    /// </exception>
    public async ValueTask<CartResult> ApplyAsync(
        CartMutation mutation, bool checkInventory = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mutation);
        var isHeard = events.AreHeard;
        var asked = mutation.WithSnapshot || !isHeard ? mutation : mutation with { WithSnapshot = true };
        var asksStock = checkInventory && inventory is not UnlimitedInventory;
        var result = asksStock || (products.HasCatalog && asked.Unpriced.Any())
            ? await CheckedAsync(asked, asksStock, cancellationToken).ConfigureAwait(false)
            : await current.ApplyAsync(asked, cancellationToken).ConfigureAwait(false);
        if (isHeard && result is { Status: CartStatus.Ok, Replayed: false, Snapshot: { } cart })
        {
            await PublishAsync(mutation, result, cart, cancellationToken).ConfigureAwait(false);
        }

        return result.Status is CartStatus.TooManyLines ? result with { Limit = _limits.MaxLines } : result;
    }

    private async ValueTask<CartResult> CheckedAsync(CartMutation mutation, bool asksStock, CancellationToken cancellationToken)
    {
        var prices = new PricesOfTheDay(products, options);
        var (priced, gone, fault) = await prices.PriceAsync(mutation, cancellationToken).ConfigureAwait(false);
        var gains = asksStock || gone.Count > 0 ? priced.Gains : [];
        if (gains.IsEmpty)
        {
            return await current.ApplyAsync(priced, cancellationToken).ConfigureAwait(false);
        }

        var ceilings = new StockCeilings(gains, new StockCheck(inventory), _limits.MaxQuantity);
        ceilings.Forbid(gone);
        return await WithinAsync(priced, ceilings, asksStock, fault, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<CartResult> WithinAsync(
        CartMutation mutation, StockCeilings ceilings, bool asksStock, CartUnavailableException? fault, CancellationToken cancellationToken)
    {
        CartSnapshot? read = null;
        try
        {
            if (asksStock)
            {
                await ceilings.AskAsync(ReadAsync, () => current.IsContended, cancellationToken).ConfigureAwait(false);
            }

            var result = ceilings.Explain(await WithinAsync(mutation, ceilings, ReadAsync, cancellationToken).ConfigureAwait(false));
            return fault is not null && result.Status is CartStatus.ProductGone ? throw fault : result;
        }
        finally
        {
            current.EndChange();
        }

        async ValueTask<CartSnapshot> ReadAsync() => read ??= await current.GetForChangeAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<CartResult> WithinAsync(
        CartMutation mutation, StockCeilings ceilings, Func<ValueTask<CartSnapshot>> read, CancellationToken cancellationToken)
    {
        // A refused change must not start a cart.
        if (mutation is AddLines or SetLines { CreateMissing: true }
            && ceilings.FindRefusalOfNewCart(mutation, _limits) is { } refusal
            && (await read().ConfigureAwait(false)).Version == 0)
        {
            return await current.FindRepeatAsync(mutation, cancellationToken).ConfigureAwait(false) ?? refusal;
        }

        var result = await current.ApplyAsync(ceilings.On(mutation), cancellationToken).ConfigureAwait(false);
        return await ceilings.RaiseAsync(result, cancellationToken).ConfigureAwait(false)
            ? await current.ApplyAsync(ceilings.On(mutation), cancellationToken).ConfigureAwait(false)
            : result;
    }

    private async ValueTask PublishAsync(CartMutation mutation, CartResult result, CartSnapshot cart, CancellationToken cancellationToken)
    {
        foreach (var line in result.Changed)
        {
            if (mutation is AddLines || result.Created.Contains(line.Key))
            {
                await events.PublishAsync(new ItemAdded(cart, line), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await events.PublishAsync(new ItemUpdated(cart, line, deleted: false), cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var line in result.Removed)
        {
            if (mutation is RemoveLine)
            {
                await events.PublishAsync(new ItemRemoved(cart, line), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await events.PublishAsync(new ItemUpdated(cart, line, deleted: true), cancellationToken).ConfigureAwait(false);
            }
        }

        if (mutation is ClearLines)
        {
            await events.PublishAsync(new CartCleared(cart), cancellationToken).ConfigureAwait(false);
        }
    }
}
