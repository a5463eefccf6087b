using System.Collections.Immutable;
using System.Globalization;

namespace Cart.Engine;

/// <summary>Imports payloads into the shopper's cart. Refusals of the cart are statuses. Scoped to one request.</summary>
internal sealed class CartRestorer(
    CurrentCart current, CartChanges changes, DiscountService discounts, ShopProducts products, IInventoryChecker inventory, CartOptions options)
{
    /// <summary>
    /// Imports a payload in one step, as <see cref="ShoppingCart.RestoreAsync"/> describes. Lines keep the values that the payload does not give.
    /// </summary>
    /// <param name="payload">The payload.</param>
    /// <param name="terms">How the change is made.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    /// <returns>The result of the change, and a warning for all that was changed or left out.</returns>
    /// <exception cref="InvalidPayloadException">A price does not fit the currency, or a new line has none.</exception>
    /// <exception cref="CartUnavailableException">A store or the inventory checker did not answer; the outcome may be unknown.</exception>
    public async ValueTask<(CartResult Result, ImmutableArray<CartError> Warnings)> RestoreAsync(
        CartPayload payload, ChangeOptions terms, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(terms);
        var isPriced = products.HasCatalog && !terms.OwnPrices;
        terms = terms.Operation is null ? terms : terms with { Content = ContentOf(payload, withPrices: !isPriced) };
        var leftOff = ImmutableArray<CartError>.Empty;
        if (isPriced)
        {
            (payload, leftOff) = await PricedAsync(payload, cancellationToken).ConfigureAwait(false);
        }

        var restoration = await Restoration.OfAsync(payload, options, new StockCheck(inventory), cancellationToken).ConfigureAwait(false);
        var (code, refusal) = await FindDiscountAsync(payload, restoration, cancellationToken).ConfigureAwait(false);
        var result = restoration.MutationWith(code) is { } mutation
            ? await changes.ApplyAsync(terms.On(mutation), checkInventory: false, cancellationToken).ConfigureAwait(false)
            : terms.Operation is null
                ? await UnchangedAsync(terms, cancellationToken).ConfigureAwait(false)
                : await changes.ApplyAsync(terms.On(SetLines.Nothing), checkInventory: false, cancellationToken).ConfigureAwait(false);
        if (result is { Status: CartStatus.LineNotFound, Line: { } unpriced })
        {
            var line = payload.Lines.First(line => line.Key == unpriced);
            throw PayloadPath.Root.Member(line.Name).Member("unit_price").Refusal($"Line {unpriced} is new and needs a unit_price.");
        }

        var warnings = leftOff.AddRange(restoration.WarningsAfter(result, options.MaxLines));
        return (result, refusal is null ? warnings : warnings.Add(refusal));
    }

    private static string ContentOf(CartPayload payload, bool withPrices) => $"import\n{payload.DiscountCode}\n" + string.Join('\n', payload.Lines.Select(
        line => string.Create(CultureInfo.InvariantCulture, $"{line.Key} {line.Quantity} {(withPrices ? line.UnitPrice : null)}")));

    // A client may have edited the payload, so its prices are ignored.
    private async ValueTask<(CartPayload Payload, ImmutableArray<CartError> LeftOff)> PricedAsync(CartPayload payload, CancellationToken cancellationToken)
    {
        var found = await products.FindAsync(payload.Lines.Select(static line => line.Product), cancellationToken).ConfigureAwait(false);
        var currency = Currency.Parse(options.Currency);
        var lines = ImmutableArray.CreateBuilder<LineAssignment>(payload.Lines.Length);
        var leftOff = ImmutableArray.CreateBuilder<CartError>();
        foreach (var line in payload.Lines)
        {
            // A key does not reveal the attributes of its line, so only lines without attributes are looked up.
            var product = line.Key.Digest is null ? found.GetValueOrDefault(line.Product) : null;
            if (product is not null && CartLimits.IsUnitPrice(product.UnitPrice, currency))
            {
                lines.Add(line with { UnitPrice = product.UnitPrice });
            }
            else
            {
                var (row, code) = product is null
                    ? (CartErrors.UnknownLeftOff, CartErrors.ProductNotFound.Code)
                    : (CartErrors.GoneLeftOff, CartErrors.ProductGone.Code);
                leftOff.Add(row with { Lines = [new(code, line.Key)] });
            }
        }

        return (payload with { Lines = lines.ToImmutable() }, leftOff.ToImmutable());
    }

    // Every line was left out. Without an operation id there is nothing to remember either.
    private async ValueTask<CartResult> UnchangedAsync(ChangeOptions terms, CancellationToken cancellationToken)
    {
        var cart = await current.GetAsync(cancellationToken).ConfigureAwait(false);
        return new CartResult
        {
            Status = terms.ExpectedVersion is { } expected && expected != cart.Version ? CartStatus.VersionMismatch : CartStatus.Ok,
            Version = cart.Version,
            Count = cart.Count,
            UniqueCount = cart.Lines.Length,
            Snapshot = cart,
        };
    }

    // The cart is read only for its code. If it changes before the write, the code is checked again at pricing.
    private async ValueTask<(string? Code, CartError? Refusal)> FindDiscountAsync(
        CartPayload payload, Restoration restoration, CancellationToken cancellationToken)
    {
        if (payload.DiscountCode is not { } code)
        {
            return (null, null);
        }

        var cart = await current.GetAsync(cancellationToken).ConfigureAwait(false);
        var (discount, refusal) = await discounts
            .FindGivenAsync(code, restoration.SummaryAfter(cart), cart, current.Shopper.UserId, cancellationToken).ConfigureAwait(false);
        return (discount?.Code.Text, refusal);
    }
}

/// <summary>Represents the planned import of a payload, with each line cut to the limits and the stock.</summary>
internal sealed class Restoration
{
    private readonly ImmutableArray<LineAssignment> _assignments;

    private Restoration(ImmutableArray<LineAssignment> assignments, ImmutableArray<CartError> warnings) =>
        (_assignments, Warnings) = (assignments, warnings);

    /// <summary>Gets a warning for all that was changed or left out.</summary>
    public ImmutableArray<CartError> Warnings { get; }

    /// <exception cref="InvalidPayloadException">A price does not fit the currency.</exception>
    /// <exception cref="CartUnavailableException">The inventory checker failed.</exception>
    public static async ValueTask<Restoration> OfAsync(
        CartPayload payload, CartOptions options, StockCheck stock, CancellationToken cancellationToken)
    {
        var (limit, currency) = (Quantity.Whole(options.MaxQuantityPerItem ?? int.MaxValue), Currency.Parse(options.Currency));
        var assignments = ImmutableArray.CreateBuilder<LineAssignment>(payload.Lines.Length);
        var warnings = ImmutableArray.CreateBuilder<CartError>();
        var available = await stock.AvailableAsync([.. payload.Lines.Select(static line => line.Product)], cancellationToken).ConfigureAwait(false);
        var taken = new Dictionary<ProductKey, Quantity>(payload.Lines.Length);
        for (var i = 0; i < payload.Lines.Length; i++)
        {
            var line = payload.Lines[i];
            CheckPrice(line, currency);
            if (assignments.Count == options.MaxLines)
            {
                warnings.Add(LeftOff(line.Key, options.MaxLines));
                continue;
            }

            var quantity = line.Quantity;
            if (quantity is { } tooMany && tooMany > limit && limit > Quantity.Zero)
            {
                var problem = new LineProblem(CartErrors.InvalidQuantity.Code, line.Key) { Requested = tooMany, Limit = limit };
                warnings.Add(CartErrors.QuantityLimited with { Lines = [problem], Limit = limit.ToInt32() });
                quantity = limit;
            }

            // Stock is counted for each product. Its lines share it in the order of the payload.
            var (wanted, others) = (quantity ?? Quantity.One, taken.GetValueOrDefault(line.Product));
            var stocked = available[i]
                ?? await stock.FindGreatestAsync(line.Product, Quantity.Zero, wanted + others, cancellationToken).ConfigureAwait(false);
            var most = Quantity.Max(stocked - others, Quantity.Zero);
            if (most < wanted)
            {
                warnings.Add(CartErrors.Of(new LineProblem(CartErrors.InsufficientStock.Code, line.Key) { Requested = wanted, Available = most }));
                quantity = most;
            }

            if (quantity != Quantity.Zero || most > Quantity.Zero)
            {
                assignments.Add(line with { Quantity = quantity });
                taken[line.Product] = others + (quantity ?? wanted);
            }
        }

        return new Restoration(assignments.DrainToImmutable(), warnings.ToImmutable());
    }

    /// <summary>Returns the warnings after the import, including lines that the cart left out.</summary>
    public ImmutableArray<CartError> WarningsAfter(CartResult result, int maxLines)
    {
        if (result.Status is not CartStatus.Ok || result.Replayed)
        {
            return Warnings;
        }

        var taken = result.Changed.Concat(result.Removed).Select(static line => line.Key).ToHashSet();
        return Warnings.AddRange(_assignments.Where(assignment => !taken.Contains(assignment.Key))
            .Select(assignment => LeftOff(assignment.Key, maxLines)));
    }

    /// <summary>Returns the sum of the lines that a cart will have; a partial sum if it is too large to compute exactly.</summary>
    public decimal SummaryAfter(CartSnapshot cart)
    {
        var set = _assignments.Select(static assignment => assignment.Key).ToHashSet();
        var after = cart.Lines.Where(line => !set.Contains(line.Key)).Concat(_assignments.Select(assignment => LineAfter(cart, assignment)));
        CartTotals.TrySum(cart with { Lines = [.. after] }, out var summary);
        return summary;
    }

    /// <summary>Returns the mutation for the whole import; null if there is nothing to do. A line keeps the values that are not given.</summary>
    public CartMutation? MutationWith(string? discountCode) => _assignments.Length > 0
        ? new SetLines(_assignments) { CreateMissing = true, LeavesOffSurplus = true, DiscountCode = discountCode }
        : discountCode is not null ? new ApplyDiscount(discountCode) { Replace = true } : null;

    private static CartLine LineAfter(CartSnapshot cart, LineAssignment assignment)
    {
        var held = cart.Find(assignment.Key);
        return new CartLine(
            assignment.Key, assignment.Quantity ?? held?.Quantity ?? Quantity.One, assignment.UnitPrice ?? held?.UnitPrice ?? 0);
    }

    private static CartError LeftOff(LineKey key, int maxLines) => CartErrors.LineLeftOff with
    {
        Lines = [new LineProblem(CartErrors.TooManyLines.Code, key) { Limit = Quantity.Whole(maxLines) }],
        Limit = maxLines,
    };

    private static void CheckPrice(LineAssignment line, Currency currency)
    {
        if (line.UnitPrice is { } price && !CartLimits.IsUnitPrice(price, currency))
        {
            throw PayloadPath.Root.Member(line.Name).Member("unit_price")
                .Refusal($"The unit_price of {line.Key} must be 0 or more, with at most {currency.Decimals} decimals.");
        }
    }
}
