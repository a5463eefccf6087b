namespace Cart.Engine;

public sealed partial class ShoppingCart
{
    /// <summary>Adds units of a product. A line that exists gains the quantity and takes the price.</summary>
    /// <param name="product">A <see cref="ProductKey"/>, a <see cref="Product"/>, or an object of a registered class.</param>
    /// <param name="unitPrice">The price of one unit: 0 or more, with no more decimals than the currency.</param>
    /// <param name="quantity">How many units to add: 1 or more.</param>
    /// <param name="validatePrice">Whether the price must be the product's own; a product without a price is not compared.</param>
    /// <param name="checkInventory">Whether there must be as many units as the line would come to have.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>The line as it is now.</returns>
    /// <exception cref="InvalidQuantityException">The quantity is below 1, or the line would pass the limit.</exception>
    /// <exception cref="InvalidPriceException">The price is negative, too great, or has too many decimals.</exception>
    /// <exception cref="PriceMismatchException">The price is not the product's own.</exception>
    /// <exception cref="InsufficientStockException">There are not so many units.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout, or has too many lines.</exception>
    public async Task<CartLine> AddAsync(
        object product,
        decimal unitPrice,
        int quantity = 1,
        bool validatePrice = false,
        bool checkInventory = false,
        CancellationToken cancellationToken = default)
    {
        var lines = await AddBulkAsync([new BulkItem(product, unitPrice, quantity)], validatePrice, checkInventory, cancellationToken)
            .ConfigureAwait(false);
        return lines[0];
    }

    /// <summary>
    /// Adds units of many products in one step, all or nothing. A product that stands twice in the list is added twice.
    /// </summary>
    /// <returns>For each entry of the list its line as it is now; none for an empty list.</returns>
    /// <inheritdoc cref="AddAsync"/>
    public async Task<IReadOnlyList<CartLine>> AddBulkAsync(
        IReadOnlyList<BulkItem> items,
        bool validatePrice = false,
        bool checkInventory = false,
        CancellationToken cancellationToken = default)
    {
        var wanted = Described(items, validatePrice);
        if (wanted.Count == 0)
        {
            return [];
        }

        var add = new AddLines([.. wanted.Select(static item => new LineAddition(item.Product.Key, item.Quantity, item.UnitPrice))]);
        var result = await ApplyAsync(add, cancellationToken, checkInventory).ConfigureAwait(false);
        Accept(result, product => NameOf(wanted, product));
        return LinesOf(wanted, result);
    }

    /// <summary>
    /// Sets quantity and price of many products in one step, all or nothing. The last entry of a product counts.
    /// </summary>
    /// <returns>For each entry of the list its line as it is now; none for an empty list.</returns>
    /// <inheritdoc cref="AddAsync"/>
    public async Task<IReadOnlyList<CartLine>> SetBulkAsync(
        IReadOnlyList<BulkItem> items,
        bool validatePrice = false,
        bool checkInventory = false,
        CancellationToken cancellationToken = default)
    {
        var wanted = Described(items, validatePrice);
        if (wanted.Count == 0)
        {
            return [];
        }

        var set = new SetLines([.. wanted.Select(static item => new LineAssignment(item.Product.Key, item.Quantity, item.UnitPrice))])
        {
            CreateMissing = true,
        };
        var result = await ApplyAsync(set, cancellationToken, checkInventory).ConfigureAwait(false);
        Accept(result, product => NameOf(wanted, product));
        return LinesOf(wanted, result);
    }

    /// <summary>Sets the quantity of a line, and its price if one is given. Quantity 0 removes the line.</summary>
    /// <param name="product">A <see cref="ProductKey"/>, a <see cref="Product"/>, or an object of a registered class.</param>
    /// <param name="quantity">The new quantity: 0 or more.</param>
    /// <param name="unitPrice">The new price of one unit; null keeps it.</param>
    /// <param name="validatePrice">Whether a price that is given must be the product's own.</param>
    /// <param name="checkInventory">Whether there must be so many units.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>The line as it is now, or as it was before it was removed.</returns>
    /// <exception cref="InvalidQuantityException">The quantity is negative or above the limit.</exception>
    /// <exception cref="InvalidPriceException">The price is negative, too great, or has too many decimals.</exception>
    /// <exception cref="ItemDoesNotExistException">The product has no line.</exception>
    /// <exception cref="PriceMismatchException">The price is not the product's own.</exception>
    /// <exception cref="InsufficientStockException">There are not so many units.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task<CartLine> UpdateAsync(
        object product,
        int quantity,
        decimal? unitPrice = null,
        bool validatePrice = false,
        bool checkInventory = false,
        CancellationToken cancellationToken = default)
    {
        var known = productTypes.Describe(product);
        if (quantity < 0)
        {
            throw new InvalidQuantityException("Quantity cannot be negative.");
        }

        CheckPrice(known, quantity == 0 ? null : unitPrice, validatePrice);
        var set = new SetLines(known.Key, quantity, quantity == 0 ? null : unitPrice);
        var result = await ApplyAsync(set, cancellationToken, checkInventory).ConfigureAwait(false);
        Accept(result, _ => known.Name);
        return result.Changed.Concat(result.Removed).First();
    }

    /// <summary>Changes the quantity of a line by so many units, whatever it is by then. Reaching 0 removes the line.</summary>
    /// <param name="product">A <see cref="ProductKey"/>, a <see cref="Product"/>, or an object of a registered class.</param>
    /// <param name="delta">How many units more; fewer, if it is negative. Not 0.</param>
    /// <param name="checkInventory">Whether there must be so many units.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>The line as it is now, or as it was before it was removed.</returns>
    /// <exception cref="InvalidQuantityException">The delta is 0, or the quantity would be negative or above the limit.</exception>
    /// <exception cref="ItemDoesNotExistException">The product has no line.</exception>
    /// <exception cref="InsufficientStockException">There are not so many units.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task<CartLine> AdjustAsync(
        object product, int delta, bool checkInventory = false, CancellationToken cancellationToken = default)
    {
        var known = productTypes.Describe(product);
        var result = await ApplyAsync(new AdjustLine(known.Key, delta), cancellationToken, checkInventory).ConfigureAwait(false);
        if (result.Status is CartStatus.InvalidQuantity)
        {
            throw new InvalidQuantityException(delta == 0 ? "A quantity cannot change by 0." : "Quantity cannot be negative.");
        }

        Accept(result, _ => known.Name);
        return result.Changed.Concat(result.Removed).First();
    }

    /// <summary>Removes the line of a product, however many units it has.</summary>
    /// <exception cref="ItemDoesNotExistException">The product has no line.</exception>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task RemoveAsync(object product, CancellationToken cancellationToken = default)
    {
        var known = productTypes.Describe(product);
        var result = await ApplyAsync(new RemoveLine(known.Key), cancellationToken).ConfigureAwait(false);
        Accept(result, _ => known.Name);
    }

    /// <summary>Removes all lines. The discount, the shipping option and the user stay.</summary>
    /// <exception cref="CartRefusedException">The cart is in checkout.</exception>
    public async Task ClearAsync(CancellationToken cancellationToken = default)
    {
        var result = await ApplyAsync(new ClearLines(), cancellationToken).ConfigureAwait(false);
        Accept(result, null);
    }

    private static CartLine[] LinesOf(IReadOnlyList<WantedItem> wanted, CartResult result)
    {
        var lines = result.Changed.ToDictionary(static line => line.Product);
        return [.. wanted.Select(item => lines[item.Product.Key])];
    }
}
