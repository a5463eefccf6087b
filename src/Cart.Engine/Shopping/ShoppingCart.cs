using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Represents the cart of the shopper of one request. A host's own code and the HTTP API both use it. Nothing is read before the first call.
/// </summary>
/// <remarks>
/// <para>A method that changes the cart throws a <see cref="CartException"/> when the change is refused. The <c>Try</c> form returns the refusal in a
/// <see cref="CartChange"/>. A refusal changes nothing. Both throw <see cref="CartUnavailableException"/> when a store does not answer.</para>
/// <para>All reads use one snapshot of the cart until the next change through this object; <see cref="Refresh"/> discards it. The store decides
/// changes on current data, so concurrent requests do not overwrite each other. After a checkout the object shows the ordered cart, until a
/// change starts the next cart. Not thread-safe.</para>
/// </remarks>
public sealed partial class ShoppingCart
{
    private readonly Parts _parts;
    private CartPricing? _pricing;
    private Order? _order;

    internal ShoppingCart(IServiceProvider services, ICartSession session) => _parts = new Parts(services, session);

    /// <summary>Gets the order that a checkout through this object placed; null if there was none.</summary>
    public Order? Order => _order;

    /// <summary>Returns the cart with its prices, which are computed once for each snapshot.</summary>
    public async ValueTask<CartView> GetAsync(CancellationToken cancellationToken = default)
    {
        var view = await (await PricingAsync(cancellationToken).ConfigureAwait(false)).ViewAsync(cancellationToken).ConfigureAwait(false);
        return _order is { } order
            ? view with { Totals = order.Totals, ShippingOption = order.Details.ShippingOption, Warnings = [], ExpiresAt = null, Order = order }
            : view;
    }

    /// <summary>Returns the snapshot without prices. Reads the cart at most once.</summary>
    public async ValueTask<CartSnapshot> GetSnapshotAsync(CancellationToken cancellationToken = default) =>
        (await PricingAsync(cancellationToken).ConfigureAwait(false)).Cart;

    /// <summary>Returns the total quantity of all lines, in units.</summary>
    public async ValueTask<long> CountAsync(CancellationToken cancellationToken = default) =>
        (await GetSnapshotAsync(cancellationToken).ConfigureAwait(false)).Count;

    /// <summary>Returns whether the cart has a line.</summary>
    /// <param name="product">
    /// The line: a <see cref="LineKey"/>, a <see cref="ProductKey"/>, the text of one, a <see cref="Product"/>, or an object of a class.
    /// </param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<bool> ContainsAsync(object product, CancellationToken cancellationToken = default)
    {
        var key = _parts.ProductTypes.DescribeLine(product).Line;
        return (await GetSnapshotAsync(cancellationToken).ConfigureAwait(false)).Find(key) is not null;
    }

    /// <summary>Returns the sum of the lines, before discount, tax and shipping.</summary>
    /// <exception cref="CartRefusedException">The sum is too large to compute exactly.</exception>
    public async ValueTask<decimal> SummaryAsync(CancellationToken cancellationToken = default)
    {
        var pricing = await PricingAsync(cancellationToken).ConfigureAwait(false);
        return pricing.IsExact ? pricing.Cart.Currency.Round(pricing.Summary) : throw CartErrors.TotalTooGreat.ToException();
    }

    /// <summary>Returns all amounts of the cart.</summary>
    /// <exception cref="CartRefusedException">An amount is too large to compute exactly.</exception>
    public async ValueTask<CartTotals> TotalsAsync(CancellationToken cancellationToken = default) => _order?.Totals
        ?? await (await PricingAsync(cancellationToken).ConfigureAwait(false)).GetTotalsAsync(cancellationToken).ConfigureAwait(false)
        ?? throw CartErrors.TotalTooGreat.ToException();

    /// <summary>Returns the shipping options of the cart.</summary>
    public async ValueTask<IReadOnlyList<ShippingOption>> ShippingOptionsAsync(CancellationToken cancellationToken = default) =>
        await (await PricingAsync(cancellationToken).ConfigureAwait(false)).GetShippingOptionsAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Discards the snapshot and everything computed from it. The next read shows changes that others have made.</summary>
    public void Refresh()
    {
        (_pricing, _order) = (null, null);
        _parts.Forget();
    }

    private async ValueTask<CartPricing> PricingAsync(CancellationToken cancellationToken) =>
        _pricing ??= _parts.Pricer.Price(await _parts.Current.GetAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Makes a change. The caller calls <see cref="Refresh"/> before it reads anything.</summary>
    /// <param name="mutation">The change.</param>
    /// <param name="options">How the change is made; null for the safe defaults.</param>
    /// <param name="cancellationToken">Stops waiting; the change may still take effect.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CartChange> ChangeAsync(CartMutation mutation, ChangeOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            var asked = options ?? ChangeOptions.Default;
            var result = await _parts.Changes.ApplyAsync(asked.On(mutation), asked.CheckStock, cancellationToken).ConfigureAwait(false);
            return ChangeOf(result, mutation);
        }
        catch (CartException refusal) when (refusal is not CartUnavailableException)
        {
            return CartChange.Refused(refusal.Error);
        }
    }

    private CartChange ChangeOf(CartResult result, CartMutation? mutation = null)
    {
        if (result.Status is not CartStatus.Ok)
        {
            return CartChange.Refused(ErrorOf(result, mutation), result);
        }

        // Another request may have ordered or merged the cart since: then the next read fetches it again.
        if (result.Snapshot is { State: CartState.Open or CartState.CheckingOut } snapshot)
        {
            _pricing = _parts.Pricer.Price(snapshot);
        }

        return CartChange.Of(result);
    }

    /// <summary>Holds the services of the cart. Each is created on first use, because most requests need few of them.</summary>
    private sealed class Parts(IServiceProvider services, ICartSession session)
    {
        private readonly Lazy<DiscountService> _discounts = new(services.GetRequiredService<DiscountService>, isThreadSafe: false);
        private ShopProducts? _products;

        public ShopProducts Products => _products ??= services.GetRequiredService<ShopProducts>();

        public CurrentCart Current => field ??= new CurrentCart(
            session, Engine, Users, services.GetRequiredService<IOptions<CartOptions>>(), services.GetRequiredService<TimeProvider>());

        public DiscountService Discounts => _discounts.Value;

        public CartEngine Engine => field ??= services.GetRequiredService<CartEngine>();

        public CartEvents Events => field ??= services.GetRequiredService<CartEvents>();

        public CartOptions Options => field ??= services.GetRequiredService<IOptions<CartOptions>>().Value;

        public CartChanges Changes => field ??= new CartChanges(Current, Products, Inventory, Events, Options);

        public CartPricer Pricer => field ??= new CartPricer(
            _discounts,
            services.GetRequiredService<ITaxCalculator>(),
            services.GetRequiredService<IShippingCalculator>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<IOptions<CartOptions>>(),
            Products);

        public CheckoutRequirements Requirements => services.GetRequiredService<CheckoutRequirements>();

        public ProductTypes ProductTypes => services.GetRequiredService<ProductTypes>();

        public IUserCarts Users => services.GetRequiredService<IUserCarts>();

        public IOrderStore Orders => services.GetRequiredService<IOrderStore>();

        public CartSignIn SignIn => services.GetRequiredService<CartSignIn>();

        public CartRestorer Restorer => new(Current, Changes, Discounts, Products, Inventory, Options);

        public ShopperCheckout Checkout => new(Current, Engine, services.GetRequiredService<ShopperOrders>());

        private IInventoryChecker Inventory => services.GetRequiredService<IInventoryChecker>();

        public void Forget()
        {
            _products?.Forget();
            if (_discounts.IsValueCreated)
            {
                Discounts.Forget();
            }
        }
    }
}
