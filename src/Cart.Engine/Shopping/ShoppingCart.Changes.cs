using System.Globalization;

namespace Cart.Engine;

public sealed partial class ShoppingCart
{
    /// <summary>Adds units of a product at its price in the catalog. A line that exists gains the quantity and takes the price.</summary>
    /// <remarks>The stock checker and the catalog are asked if they are registered. Without a catalog, the price is the product's own.</remarks>
    /// <param name="product">A <see cref="ProductKey"/>, its text such as <c>7:42</c>, a <see cref="Product"/>, or an object of a class.</param>
    /// <param name="quantity">How many units to add: 1 or more.</param>
    /// <param name="terms">On what terms; null for the safe ones.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>The line as it is now; with the quantity 0 if this repeats an operation and the line has gone since.</returns>
    /// <exception cref="InvalidQuantityException">The quantity is below 1, or the line would pass the limit.</exception>
    /// <exception cref="InvalidPriceException">The price is negative, too great, or has too many decimals.</exception>
    /// <exception cref="ProductNotFoundException">The catalog does not have the product, or the text is not a product key.</exception>
    /// <exception cref="PriceMismatchException">A price is given, and it is not the product's.</exception>
    /// <exception cref="InsufficientStockException">There are not so many units.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout, or has too many lines.</exception>
    /// <exception cref="CartUnavailableException">A store, the catalog or the stock checker did not answer; the outcome may be unknown.</exception>
    /// <exception cref="InvalidOperationException">No price is known: there is no catalog, and the product has no price.</exception>
    public async Task<CartLine> AddAsync(
        object product, int quantity = 1, ChangeTerms? terms = null, CancellationToken cancellationToken = default) =>
        (await AddBulkAsync([new BulkItem(product, null, quantity)], terms, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Adds units of a product at a price that the caller names: the catalog's, unless <see cref="ChangeTerms.OwnPrices"/>.</summary>
    /// <param name="product">A <see cref="ProductKey"/>, its text such as <c>7:42</c>, a <see cref="Product"/>, or an object of a class.</param>
    /// <param name="unitPrice">The price of one unit: 0 or more, with no more decimals than the currency.</param>
    /// <param name="quantity">How many units to add: 1 or more.</param>
    /// <param name="terms">On what terms; null for the safe ones.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <inheritdoc cref="AddAsync(object, int, ChangeTerms, CancellationToken)"/>
    public async Task<CartLine> AddAsync(
        object product, decimal unitPrice, int quantity = 1, ChangeTerms? terms = null, CancellationToken cancellationToken = default) =>
        (await AddBulkAsync([new BulkItem(product, unitPrice, quantity)], terms, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>
    /// Adds units of many products in one step, all or nothing. A product that stands twice in the list is added twice.
    /// </summary>
    /// <returns>For each entry of the list its line as it is now; none for an empty list.</returns>
    /// <inheritdoc cref="AddAsync(object, int, ChangeTerms, CancellationToken)"/>
    public async Task<IReadOnlyList<CartLine>> AddBulkAsync(
        IReadOnlyList<BulkItem> items,
        ChangeTerms? terms = null,
        CancellationToken cancellationToken = default)
    {
        var wanted = await DescribedAsync(items, terms, cancellationToken).ConfigureAwait(false);
        if (wanted.Count == 0)
        {
            return [];
        }

        var add = new AddLines([.. wanted.Select(static item => new CartLine(item.Product.Key, item.Quantity, item.UnitPrice))]);
        var result = await ApplyAsync(add, cancellationToken, Named("add", items, terms)).ConfigureAwait(false);
        Accept(result, key => NameOf(wanted, key));
        return LinesOf(wanted, result);
    }

    /// <summary>
    /// Sets quantity and price of many products in one step, all or nothing. The last entry of a product counts; without a
    /// price it takes the catalog's.
    /// </summary>
    /// <returns>For each entry of the list its line as it is now; none for an empty list.</returns>
    /// <inheritdoc cref="AddAsync(object, int, ChangeTerms, CancellationToken)"/>
    public async Task<IReadOnlyList<CartLine>> SetBulkAsync(
        IReadOnlyList<BulkItem> items,
        ChangeTerms? terms = null,
        CancellationToken cancellationToken = default)
    {
        var wanted = await DescribedAsync(items, terms, cancellationToken).ConfigureAwait(false);
        if (wanted.Count == 0)
        {
            return [];
        }

        var set = new SetLines([.. wanted.Select(static item => new LineAssignment(item.Product.Key, item.Quantity, item.UnitPrice))])
        {
            CreateMissing = true,
        };
        var result = await ApplyAsync(set, cancellationToken, Named("set", items, terms)).ConfigureAwait(false);
        Accept(result, key => NameOf(wanted, key));
        return LinesOf(wanted, result);
    }

    /// <summary>Sets the quantity of a line, and its price if one is given. Quantity 0 removes the line.</summary>
    /// <param name="product">The line: a <see cref="LineKey"/>, a <see cref="ProductKey"/>, the text of one, a <see cref="Product"/>, or an object of a class.</param>
    /// <param name="quantity">The new quantity: 0 or more.</param>
    /// <param name="unitPrice">The new price of one unit; null for the catalog's if the line gains units, or else for the one that it has.</param>
    /// <param name="terms">On what terms; null for the safe ones.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>The line as it is now, or as it was before it was removed.</returns>
    /// <exception cref="InvalidQuantityException">The quantity is negative or above the limit.</exception>
    /// <exception cref="InvalidPriceException">The price is negative, too great, or has too many decimals.</exception>
    /// <exception cref="ItemDoesNotExistException">The product has no line.</exception>
    /// <exception cref="PriceMismatchException">A price is given, and it is not the product's.</exception>
    /// <exception cref="ProductNotFoundException">The catalog no longer has the product.</exception>
    /// <exception cref="InsufficientStockException">There are not so many units.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task<CartLine> UpdateAsync(
        object product,
        int quantity,
        decimal? unitPrice = null,
        ChangeTerms? terms = null,
        CancellationToken cancellationToken = default)
    {
        var known = _parts.ProductTypes.DescribeLine(product);
        if (quantity < 0)
        {
            throw new InvalidQuantityException("Quantity cannot be negative.");
        }

        var price = quantity == 0 ? null : unitPrice;
        if (price is not null && terms?.OwnPrices is not true)
        {
            var products = await FindProductsAsync([known.Key], cancellationToken).ConfigureAwait(false);
            PriceOf(known, price, products, [new LineProblem("product_gone", known.Line)]);
        }

        var set = new SetLines(new LineAssignment(known.Line, Quantity.Whole(quantity), price));
        var result = await ApplyAsync(set, cancellationToken, terms).ConfigureAwait(false);
        Accept(result, _ => known.Name);
        return result.Changed.Concat(result.Removed).FirstOrDefault() ?? new CartLine(known.Line, Quantity.Zero, 0);
    }

    /// <summary>Changes the quantity of a line by so many units, whatever it is by then. Reaching 0 removes the line.</summary>
    /// <param name="product">The line: a <see cref="LineKey"/>, a <see cref="ProductKey"/>, the text of one, a <see cref="Product"/>, or an object of a class.</param>
    /// <param name="delta">How many units more; fewer, if it is negative. Not 0.</param>
    /// <param name="terms">On what terms; null for the safe ones.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>The line as it is now, or as it was before it was removed.</returns>
    /// <exception cref="InvalidQuantityException">The delta is 0, or the quantity would be negative or above the limit.</exception>
    /// <exception cref="ItemDoesNotExistException">The product has no line.</exception>
    /// <exception cref="InsufficientStockException">There are not so many units.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task<CartLine> AdjustAsync(
        object product, int delta, ChangeTerms? terms = null, CancellationToken cancellationToken = default)
    {
        var known = _parts.ProductTypes.DescribeLine(product);
        var result = await ApplyAsync(new AdjustLine(known.Line, Quantity.Whole(delta)), cancellationToken, terms).ConfigureAwait(false);
        if (result.Status is CartStatus.InvalidQuantity)
        {
            throw new InvalidQuantityException(delta == 0 ? "A quantity cannot change by 0." : "Quantity cannot be negative.");
        }

        Accept(result, _ => known.Name);
        return result.Changed.Concat(result.Removed).FirstOrDefault() ?? new CartLine(known.Line, Quantity.Zero, 0);
    }

    /// <summary>Removes a line, however many units it has.</summary>
    /// <param name="product">The line: a <see cref="LineKey"/>, a <see cref="ProductKey"/>, the text of one, a <see cref="Product"/>, or an object of a class.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <exception cref="ItemDoesNotExistException">The product has no line.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task RemoveAsync(object product, CancellationToken cancellationToken = default)
    {
        var known = _parts.ProductTypes.DescribeLine(product);
        var result = await ApplyAsync(new RemoveLine(known.Line), cancellationToken).ConfigureAwait(false);
        Accept(result, _ => known.Name);
    }

    /// <summary>Removes all lines. The discount, the shipping option and the user stay.</summary>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task ClearAsync(CancellationToken cancellationToken = default)
    {
        var result = await ApplyAsync(new ClearLines(), cancellationToken).ConfigureAwait(false);
        Accept(result, null);
    }

    // A repeat of an operation is known by what was asked for, whatever the products cost by then.
    private ChangeTerms? Named(string verb, IReadOnlyList<BulkItem> items, ChangeTerms? terms) =>
        terms is not { Operation: not null, OperationContent: null } ? terms : terms with
        {
            OperationContent = verb + string.Concat(items.Select(item =>
                string.Create(CultureInfo.InvariantCulture, $"\n{_parts.ProductTypes.KeyOf(item.Product)} {item.Quantity} {item.UnitPrice}"))),
        };

    private static CartLine[] LinesOf(IReadOnlyList<WantedItem> wanted, CartResult result)
    {
        var lines = result.Changed.ToDictionary(static line => line.Key);
        return [.. wanted.Select(item => lines.GetValueOrDefault(item.Product.Line) ?? new CartLine(item.Product.Key, 0, item.UnitPrice))];
    }
}
