using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Finds all reasons why a cart cannot be ordered: missing products, stock, changed prices if the host refuses them, the minimum order amount,
/// the discount, the total. The checkout and <see cref="ShoppingCart.FindCheckoutErrorAsync"/> share these checks.
/// </summary>
internal sealed class CheckoutRequirements(
    IInventoryChecker inventory, IOptions<CartOptions> options, ILogger<CheckoutRequirements> logger, ShopProducts shop)
{
    private readonly CartOptions _options = options.Value;

    /// <summary>Gets whether the host has a catalog or a stock checker.</summary>
    internal bool AsksHost => shop.HasCatalog || inventory is not UnlimitedInventory;

    /// <summary>Reads the products of a cart from the catalog, in one batch for each type.</summary>
    /// <returns>The products; null if the host has no catalog or it did not answer.</returns>
    /// <remarks>If the catalog does not answer, the order is placed without product names.</remarks>
    public async ValueTask<IReadOnlyDictionary<ProductKey, Product>?> FindProductsAsync(CartSnapshot cart, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cart);
        var products = await shop.TryFindAsync(cart.Lines, cancellationToken).ConfigureAwait(false);
        if (products is null && shop.HasCatalog)
        {
            logger.CheckoutWithoutCatalog();
        }

        return products;
    }

    /// <summary>Returns the problems of the lines: first missing products, then stock, then prices. The stock of all lines is checked.</summary>
    /// <param name="cart">The cart.</param>
    /// <param name="products">The products from the catalog; null if there are none.</param>
    /// <param name="cancellationToken">Stops the checks.</param>
    public async ValueTask<ImmutableArray<CartError>> CheckLinesAsync(
        CartSnapshot cart, IReadOnlyDictionary<ProductKey, Product>? products, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cart);
        ImmutableArray<LineProblem> stale = products is null
            ? []
            : [.. new CatalogCheck(shop, _options).Compare(cart, products).Where(problem => PolicyOf(problem) is CatalogPolicy.Refuse)];
        var gone = stale.Where(static problem => problem.Code == CartErrors.ProductGone.Code).ToList();
        var asked = cart.Lines.Where(line => gone.TrueForAll(problem => problem.Key != line.Key));
        var shortLines = await new StockCheck(inventory).FindShortAsync(asked, cancellationToken).ConfigureAwait(false);
        return [.. gone.Concat(shortLines).Concat(stale.Except(gone))
            .Select(problem => CartErrors.Of(problem with { Index = cart.Lines.IndexOf(cart.Find(problem.Key)!) }) with { Currency = cart.Currency })];
    }

    /// <summary>Returns the problems of the whole cart: the minimum order amount, the discount, a total that is too large.</summary>
    public async ValueTask<ImmutableArray<CartError>> CheckAmountsAsync(CartPricing pricing, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pricing);
        var currency = pricing.Cart.Currency;
        var problems = ImmutableArray.CreateBuilder<CartError>();
        if (pricing.IsExact && _options.MinOrderAmount is { } minimum && pricing.Summary < minimum)
        {
            problems.Add(CartErrors.MinimumOrderNotMet with { Currency = currency, Minimum = minimum, Summary = pricing.Summary });
        }

        foreach (var discount in await pricing.GetDiscountsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (discount.Refusal is { } refusal)
            {
                problems.Add(AtCheckout(refusal));
            }
        }

        if (await pricing.GetTotalsAsync(cancellationToken).ConfigureAwait(false) is null)
        {
            problems.Add(CartErrors.TotalTooGreat);
        }

        return problems.DrainToImmutable();
    }

    /// <summary>Returns why a discount refuses an order. If its uses ran out after it was applied, a race was lost.</summary>
    internal static CartError AtCheckout(CartError refusal) =>
        refusal.Is(CartErrors.DiscountExhausted) ? CartErrors.DiscountUsedUp with { DiscountCode = refusal.DiscountCode } : refusal;

    private CatalogPolicy PolicyOf(LineProblem problem) => problem.Code == CartErrors.PriceChanged.Code ? _options.PriceChange : _options.GoneProducts;
}

/// <summary>
/// Checks and prices a frozen cart and creates the draft of its order, or returns the refusal. The host's catalog and stock checker must answer
/// within half the lease.
/// </summary>
internal sealed class DraftWriter(CartPricer pricer, CheckoutRequirements requirements, IOptions<CartOptions> options, TimeProvider time)
{
    /// <summary>Returns the draft, or the refusal.</summary>
    /// <exception cref="CartUnavailableException">The catalog and the stock checker took more than half the lease.</exception>
    public async Task<(OrderDraft? Draft, CheckoutResult? Refusal)> WriteAsync(CartSnapshot cart, CheckoutRequest request)
    {
        ArgumentNullException.ThrowIfNull(cart);
        ArgumentNullException.ThrowIfNull(request);
        IReadOnlyDictionary<ProductKey, Product>? products = null;
        ImmutableArray<CartError> problems = [];
        if (requirements.AsksHost)
        {
            (products, problems) = await AskHostAsync(cart).ConfigureAwait(false);
        }

        await FaultPoint.ReachAsync("checkout.checked").ConfigureAwait(false);
        var pricing = pricer.Price(cart);
        problems = problems.AddRange(await requirements.CheckAmountsAsync(pricing, CancellationToken.None).ConfigureAwait(false));
        if (!problems.IsEmpty)
        {
            return (null, CheckoutResult.Of(problems, cart.Version));
        }

        var totals = (await pricing.GetTotalsAsync(CancellationToken.None).ConfigureAwait(false))!;
        if (request.ExpectedTotal is { } expected && expected != totals.Total)
        {
            return (null, new CheckoutResult
            {
                Error = CartErrors.ExpectedTotalMismatch with { Version = cart.Version, Totals = totals },
                Version = cart.Version,
            });
        }

        var option = await pricing.GetShippingOptionAsync(CancellationToken.None).ConfigureAwait(false);
        var draft = new OrderDraft(OrderId.New(time), cart, totals, pricing.PricedAt)
        {
            Discounts = [.. cart.DiscountCodes.Select(DiscountCode.Parse)],
            Details = new OrderDetails
            {
                Names = cart.Lines.Where(line => products?.ContainsKey(line.Product) is true)
                    .ToImmutableDictionary(static line => line.Key, line => products![line.Product].Name),
                ShippingOption = option is null ? null : option with { Price = cart.Currency.Round(option.Price) },
            },
            Operation = CheckoutOperation.Of(request),
        };
        return (draft, null);
    }

    private async Task<(IReadOnlyDictionary<ProductKey, Product>? Products, ImmutableArray<CartError> Problems)> AskHostAsync(CartSnapshot cart)
    {
        var limit = options.Value.CheckoutLease / 2;
        using var stop = new CancellationTokenSource(limit, time);
        try
        {
            // Do not wait for a catalog or a checker that ignores its token.
            return await AskAsync(stop.Token).WaitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (stop.IsCancellationRequested)
        {
            throw new CartUnavailableException(
                $"The catalog and the stock checker took more than {limit.TotalSeconds:0.###} s. Nothing was ordered; the cart is open again.",
                outcomeUnknown: false,
                late);
        }

        async Task<(IReadOnlyDictionary<ProductKey, Product>?, ImmutableArray<CartError>)> AskAsync(CancellationToken cancellationToken)
        {
            var products = await requirements.FindProductsAsync(cart, cancellationToken).ConfigureAwait(false);
            return (products, await requirements.CheckLinesAsync(cart, products, cancellationToken).ConfigureAwait(false));
        }
    }
}

/// <summary>
/// Identifies the request that placed an order, by digests. The order store keeps them with the order, so a retry gets that order.
/// </summary>
/// <param name="Key">The digest of the idempotency key.</param>
/// <param name="Content">The digest of the content of the request.</param>
internal sealed record CheckoutOperation(string Key, string Content)
{
    // 128 bits make a second key with the same digest infeasible to find.
    private const int DigestBytes = 16;

    /// <summary>Returns the digests of a request; null for one without an idempotency key.</summary>
    public static CheckoutOperation? Of(CheckoutRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Operation is { } operation
            ? new CheckoutOperation(DigestOf(operation.ToString()), DigestOf(request.Content))
            : null;
    }

    private static string DigestOf(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, DigestBytes));
}

/// <summary>Delays a request that waits for another checkout of its cart: growing delays up to a limit.</summary>
/// <param name="limit">The total time that the request waits.</param>
/// <param name="time">The clock.</param>
internal sealed class CheckoutWaiting(TimeSpan limit, TimeProvider time)
{
    // A checkout usually takes a few milliseconds. A longer one is polled at most five times a second.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(200);

    private readonly long _start = time.GetTimestamp();
    private TimeSpan _delay = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits for the next delay.</summary>
    /// <returns>True to poll again; false if the limit is reached.</returns>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var left = limit - time.GetElapsedTime(_start);
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        await Task.Delay(_delay < left ? _delay : left, time, cancellationToken).ConfigureAwait(false);
        _delay = _delay * 2 < LongestDelay ? _delay * 2 : LongestDelay;
        return true;
    }
}
