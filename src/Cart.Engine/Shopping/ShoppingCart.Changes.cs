using System.Runtime.CompilerServices;

namespace Cart.Engine;

public sealed partial class ShoppingCart
{
    /// <summary>Adds units of a product at the catalog's price. An existing line gains the quantity and takes the price.</summary>
    /// <remarks>Asks the stock checker and the catalog if they are registered. Without a catalog, the price is the product's own.</remarks>
    /// <param name="product">A <see cref="ProductKey"/>, its text such as <c>7:42</c>, a <see cref="Product"/>, or an object of a class.</param>
    /// <param name="quantity">The number of units to add: 1 or more.</param>
    /// <param name="options">How the change is made; null for the safe defaults.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>The line as it is now. Its quantity is 0 if this repeats an operation and the line was removed since.</returns>
    /// <exception cref="InvalidQuantityException">The quantity is below 1, or the line would exceed the limit.</exception>
    /// <exception cref="CartRefusedException">The price is negative, too large, or has too many decimals.</exception>
    /// <exception cref="CartRefusedException">The catalog does not have the product, or the text is not a product key.</exception>
    /// <exception cref="PriceMismatchException">The given price is not the product's.</exception>
    /// <exception cref="InsufficientStockException">The stock does not suffice.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout, or has too many lines.</exception>
    /// <exception cref="CartUnavailableException">A store, the catalog or the stock checker did not answer; the outcome may be unknown.</exception>
    /// <exception cref="InvalidOperationException">No price is known: there is no catalog, and the product has no price.</exception>
    public async Task<CartLine> AddAsync(
        object product, int quantity = 1, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        (await AddBulkAsync([new BulkItem(product, null, quantity)], options, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Adds units of a product at a given price. It must be the catalog's, unless <see cref="ChangeOptions.OwnPrices"/> is set.</summary>
    /// <param name="product">A <see cref="ProductKey"/>, its text such as <c>7:42</c>, a <see cref="Product"/>, or an object of a class.</param>
    /// <param name="unitPrice">The price of one unit: 0 or more, with no more decimals than the currency.</param>
    /// <param name="quantity">The number of units to add: 1 or more.</param>
    /// <param name="options">How the change is made; null for the safe defaults.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <inheritdoc cref="AddAsync(object, int, ChangeOptions, CancellationToken)"/>
    public async Task<CartLine> AddAsync(
        object product, decimal unitPrice, int quantity = 1, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        (await AddBulkAsync([new BulkItem(product, unitPrice, quantity)], options, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Adds units of many products in one step, all or nothing. A product that is listed twice is added twice.</summary>
    /// <returns>For each entry, its line as it is now; empty for an empty list.</returns>
    /// <inheritdoc cref="AddAsync(object, int, ChangeOptions, CancellationToken)"/>
    public async Task<IReadOnlyList<CartLine>> AddBulkAsync(
        IReadOnlyList<BulkItem> items, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        LinesOf(items, (await TryAddAsync(items, options, cancellationToken).ConfigureAwait(false)).Accepted());

    /// <summary>Adds units of many products in one step, all or nothing, and returns a refusal instead of throwing it.</summary>
    /// <exception cref="CartUnavailableException">A store, the catalog or the stock checker did not answer; the outcome may be unknown.</exception>
    /// <param name="items">The products with their quantities.</param>
    /// <param name="options">How the change is made; null for the safe defaults.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<CartChange> TryAddAsync(
        IReadOnlyList<BulkItem> items, ChangeOptions? options = null, CancellationToken cancellationToken = default)
    {
        Refresh();
        var (lines, asked, end) = await PriceAsync("add", items, options, cancellationToken).ConfigureAwait(false);
        return Named(end ?? await ChangeAsync(new AddLines(lines), asked, cancellationToken).ConfigureAwait(false), items);
    }

    /// <summary>
    /// Sets the quantity and price of many products in one step, all or nothing. If a product is listed twice, the last entry counts. An entry
    /// without a price takes the catalog's.
    /// </summary>
    /// <returns>For each entry, its line as it is now; empty for an empty list.</returns>
    /// <inheritdoc cref="AddAsync(object, int, ChangeOptions, CancellationToken)"/>
    public async Task<IReadOnlyList<CartLine>> SetBulkAsync(
        IReadOnlyList<BulkItem> items, ChangeOptions? options = null, CancellationToken cancellationToken = default)
    {
        Refresh();
        var (lines, asked, end) = await PriceAsync("set", items, options, cancellationToken).ConfigureAwait(false);
        var set = end is not null ? null : new SetLines([.. lines.Select(static line => new LineAssignment(line.Key, line.Quantity, line.UnitPrice))])
        {
            CreateMissing = true,
        };
        var change = set is null ? end! : await ChangeAsync(set, asked, cancellationToken).ConfigureAwait(false);
        return LinesOf(items, Named(change, items).Accepted());
    }

    /// <summary>Sets the quantity of a line, and its price if one is given. Quantity 0 removes the line.</summary>
    /// <param name="product">
    /// The line: a <see cref="LineKey"/>, a <see cref="ProductKey"/>, the text of one, a <see cref="Product"/>, or an object of a class.
    /// </param>
    /// <param name="quantity">The new quantity: 0 or more.</param>
    /// <param name="unitPrice">The new unit price; null takes the catalog's if the line gains units, and otherwise keeps the current one.</param>
    /// <param name="options">How the change is made; null for the safe defaults.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>The line as it is now, or as it was before it was removed.</returns>
    /// <exception cref="InvalidQuantityException">The quantity is negative or above the limit.</exception>
    /// <exception cref="CartRefusedException">The price is negative, too large, or has too many decimals.</exception>
    /// <exception cref="ItemDoesNotExistException">The product has no line.</exception>
    /// <exception cref="PriceMismatchException">The given price is not the product's.</exception>
    /// <exception cref="CartRefusedException">The catalog no longer has the product.</exception>
    /// <exception cref="InsufficientStockException">The stock does not suffice.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task<CartLine> UpdateAsync(
        object product, int quantity, decimal? unitPrice = null, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        LineOf(product, (await TryUpdateAsync(product, quantity, unitPrice, options, cancellationToken).ConfigureAwait(false)).Accepted());

    /// <summary>Sets the quantity of a line, and its price if one is given, and returns a refusal instead of throwing it.</summary>
    /// <exception cref="CartUnavailableException">A store, the catalog or the stock checker did not answer; the outcome may be unknown.</exception>
    /// <inheritdoc cref="UpdateAsync" path="/param"/>
    public async ValueTask<CartChange> TryUpdateAsync(
        object product, int quantity, decimal? unitPrice = null, ChangeOptions? options = null, CancellationToken cancellationToken = default)
    {
        Refresh();
        if (!TryDescribe(product, out var known, out var unknown, isLine: true))
        {
            return unknown;
        }

        var price = quantity <= 0 ? null : unitPrice;
        if (price is not null && options?.OwnPrices is not true)
        {
            await _parts.Products.FindAsync([known.Key], cancellationToken).ConfigureAwait(false);
            if (FindPrice(known, price, [new LineProblem(CartErrors.ProductGone.Code, known.Line)]).Refusal is { } refusal)
            {
                return refusal;
            }
        }

        var set = new SetLines(new LineAssignment(known.Line, Quantity.Whole(quantity), price));
        return Named(await ChangeAsync(set, options, cancellationToken).ConfigureAwait(false), [new BulkItem(product)]);
    }

    /// <summary>Increases or decreases the current quantity of a line. Reaching 0 removes the line.</summary>
    /// <param name="product">
    /// The line: a <see cref="LineKey"/>, a <see cref="ProductKey"/>, the text of one, a <see cref="Product"/>, or an object of a class.
    /// </param>
    /// <param name="delta">The number of units to add; negative to remove units. Not 0.</param>
    /// <param name="options">How the change is made; null for the safe defaults.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>The line as it is now, or as it was before it was removed.</returns>
    /// <exception cref="InvalidQuantityException">The delta is 0, or the quantity would be negative or above the limit.</exception>
    /// <exception cref="ItemDoesNotExistException">The product has no line.</exception>
    /// <exception cref="InsufficientStockException">The stock does not suffice.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task<CartLine> AdjustAsync(
        object product, int delta, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        LineOf(product, (await TryAdjustAsync(product, delta, options, cancellationToken).ConfigureAwait(false)).Accepted());

    /// <summary>Increases or decreases the current quantity of a line, and returns a refusal instead of throwing it.</summary>
    /// <exception cref="CartUnavailableException">A store, the catalog or the stock checker did not answer; the outcome may be unknown.</exception>
    /// <inheritdoc cref="AdjustAsync" path="/param"/>
    public ValueTask<CartChange> TryAdjustAsync(
        object product, int delta, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeLineAsync(product, key => new AdjustLine(key, Quantity.Whole(delta)), options, cancellationToken);

    /// <summary>Removes a line with all its units.</summary>
    /// <param name="product">
    /// The line: a <see cref="LineKey"/>, a <see cref="ProductKey"/>, the text of one, a <see cref="Product"/>, or an object of a class.
    /// </param>
    /// <param name="options">How the change is made; null for the safe defaults.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <exception cref="ItemDoesNotExistException">The cart does not have the line.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task RemoveAsync(object product, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        (await TryRemoveAsync(product, options, cancellationToken).ConfigureAwait(false)).Accepted();

    /// <summary>Removes the line of a product, and returns a refusal instead of throwing it.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer; the outcome may be unknown.</exception>
    public ValueTask<CartChange> TryRemoveAsync(object product, ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        ChangeLineAsync(product, static key => new RemoveLine(key), options, cancellationToken);

    /// <summary>Removes all lines. The discount, the shipping option and the user stay.</summary>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task ClearAsync(ChangeOptions? options = null, CancellationToken cancellationToken = default) =>
        (await TryClearAsync(options, cancellationToken).ConfigureAwait(false)).Accepted();

    /// <summary>Removes all lines, and returns a refusal instead of throwing it.</summary>
    /// <exception cref="CartUnavailableException">A store did not answer; the outcome may be unknown.</exception>
    public ValueTask<CartChange> TryClearAsync(ChangeOptions? options = null, CancellationToken cancellationToken = default)
    {
        Refresh();
        return ChangeAsync(new ClearLines(), options, cancellationToken);
    }

    private async ValueTask<CartChange> ChangeLineAsync(
        object product, Func<LineKey, CartMutation> mutationOf, ChangeOptions? options, CancellationToken cancellationToken)
    {
        Refresh();
        return !TryDescribe(product, out var known, out var unknown, isLine: true) ? unknown
            : Named(await ChangeAsync(mutationOf(known.Line), options, cancellationToken).ConfigureAwait(false), [new BulkItem(product)]);
    }

    private CartLine LineOf(object product, CartChange change) =>
        change.Changed.Concat(change.Removed).FirstOrDefault() ?? new CartLine(_parts.ProductTypes.DescribeLine(product).Line, Quantity.Zero, 0);

    private CartLine[] LinesOf(IReadOnlyList<BulkItem> items, CartChange change)
    {
        var lines = change.Changed.ToDictionary(static line => line.Key);
        var keys = items.Select(item => _parts.ProductTypes.DescribeLine(item.Product).Line);
        return [.. keys.Select(key => lines.GetValueOrDefault(key) ?? new CartLine(key, Quantity.Zero, 0))];
    }
}
