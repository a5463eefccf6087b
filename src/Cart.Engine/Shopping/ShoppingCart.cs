using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// The shopper's cart, in the words of a storefront: one for each request, costing nothing until it is used. Refusals are exceptions,
/// all of them a <see cref="CartException"/>; none changes anything.
/// </summary>
/// <remarks>
/// What is read is one snapshot of the cart, kept until the next change that is made here; <see cref="Refresh"/> reads anew. Changes are
/// decided in the store, never on the snapshot, so other requests can neither be overwritten nor overwrite. What the snapshot costs is
/// computed at most once. After a checkout the object shows what was ordered, until a change starts the next cart. For one caller at a
/// time.
/// </remarks>
public sealed partial class ShoppingCart
{
    private readonly Parts _parts;
    private CartPricing? _pricing;
    private Order? _order;

    internal ShoppingCart(Parts parts) => _parts = parts;

    /// <summary>Returns the number of units over all lines.</summary>
    public async ValueTask<long> CountAsync(CancellationToken cancellationToken = default) =>
        (await GetSnapshotAsync(cancellationToken).ConfigureAwait(false)).Count;

    /// <summary>Returns the number of lines.</summary>
    public async ValueTask<int> UniqueCountAsync(CancellationToken cancellationToken = default) =>
        (await GetSnapshotAsync(cancellationToken).ConfigureAwait(false)).Lines.Length;

    /// <summary>Tells whether there are no lines.</summary>
    public async ValueTask<bool> IsEmptyAsync(CancellationToken cancellationToken = default) =>
        (await GetSnapshotAsync(cancellationToken).ConfigureAwait(false)).IsEmpty;

    /// <summary>Returns whether a line is there.</summary>
    /// <param name="product">The line: a <see cref="LineKey"/>, a <see cref="ProductKey"/>, the text of one, a <see cref="Product"/>, or an object of a class.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<bool> ContainsAsync(object product, CancellationToken cancellationToken = default)
    {
        var key = _parts.ProductTypes.DescribeLine(product).Line;
        return (await GetSnapshotAsync(cancellationToken).ConfigureAwait(false)).Find(key) is not null;
    }

    /// <summary>Goes through the lines, in the order in which they were first added.</summary>
    public async IAsyncEnumerable<CartLine> GetLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var line in (await GetSnapshotAsync(cancellationToken).ConfigureAwait(false)).Lines)
        {
            yield return line;
        }
    }

    /// <summary>Returns the lines with their products, for which the catalog is asked once for each type of product.</summary>
    /// <exception cref="InvalidOperationException">No product catalog is registered.</exception>
    public async ValueTask<IReadOnlyList<CartItem>> GetItemsWithProductsAsync(CancellationToken cancellationToken = default)
    {
        var asked = _parts.Catalog ?? throw new InvalidOperationException(
            "Register the products: services.AddCart().UseProductCatalog<T>(), or .AddProducts<T>(…) with find.");
        var lines = (await GetSnapshotAsync(cancellationToken).ConfigureAwait(false)).Lines;
        var products = await asked.FindAllAsync(lines.Select(static line => line.Product), cancellationToken).ConfigureAwait(false);
        return [.. lines.Select(line => new CartItem(line, products.GetValueOrDefault(line.Product)))];
    }

    /// <summary>Returns the snapshot that everything here is read from.</summary>
    public async ValueTask<CartSnapshot> GetSnapshotAsync(CancellationToken cancellationToken = default) =>
        (await PricingAsync(cancellationToken).ConfigureAwait(false)).Cart;

    /// <summary>Returns the order that the cart became at a checkout here; null if there was none.</summary>
    public Order? Order => _order;

    /// <summary>Forgets the snapshot, so that the next read shows what others have changed.</summary>
    public void Refresh() => (_pricing, _order) = (null, null);

    private async ValueTask<CartPricing> PricingAsync(CancellationToken cancellationToken) =>
        _pricing ??= _parts.Pricer.Price(await _parts.Current.GetAsync(cancellationToken).ConfigureAwait(false));

    // The snapshot is dropped before the change: whatever becomes of it, the next read tells.
    private async ValueTask<CartResult> ApplyAsync(CartMutation mutation, CancellationToken cancellationToken, ChangeTerms? terms = null)
    {
        Refresh();
        var asked = (terms?.On(mutation) ?? mutation) with { WithSnapshot = true };
        return Show(await _parts.Changes.ApplyAsync(asked, terms?.CheckStock ?? true, cancellationToken).ConfigureAwait(false));
    }

    private CartResult Show(CartResult result)
    {
        if (result.Snapshot is { } snapshot)
        {
            _pricing = _parts.Pricer.Price(snapshot);
        }

        return result;
    }

    private ValueTask<bool> PublishAsync<TEvent>(TEvent cartEvent, CancellationToken cancellationToken)
        where TEvent : CartEvent => _parts.Events.PublishAsync(cartEvent, cancellationToken);

    /// <summary>What the cart of a request is made of.</summary>
    internal sealed record Parts(
        CurrentCart Current,
        CartEngine Engine,
        CartPricer Pricer,
        CartChanges Changes,
        CartDiscounts Discounts,
        CartRestorer Restorer,
        ShopperCheckout Checkout,
        CartSignIn SignIn,
        CheckoutRequirements Requirements,
        ProductTypes ProductTypes,
        IUserCarts Users,
        IOrderStore Orders,
        CartEvents Events,
        IOptions<CartOptions> Options,
        IProductCatalog? Catalog = null);
}
