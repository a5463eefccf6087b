using Microsoft.Extensions.DependencyInjection;

namespace Cart.Engine;

/// <summary>The products that a request has asked the shop's catalog for. None is asked for twice, until <see cref="Forget"/>.</summary>
/// <remarks>One for each request, and for one caller at a time.</remarks>
/// <param name="faults">Logs that the catalog fails; shared by all requests.</param>
/// <param name="catalog">The catalog; null if the host has none.</param>
internal sealed class ShopProducts([FromKeyedServices(typeof(IProductCatalog))] FaultLog faults, IProductCatalog? catalog = null)
{
    private readonly Dictionary<ProductKey, Product> _found = [];
    private HashSet<ProductKey>? _absent;

    /// <summary>Gets whether the host has a catalog.</summary>
    public bool HasCatalog => catalog is not null;

    /// <summary>Gets what was found so far.</summary>
    public IReadOnlyDictionary<ProductKey, Product> Found => _found;

    /// <summary>Returns products, among others that were found before; those that the shop does not sell are left out.</summary>
    /// <exception cref="CartUnavailableException">The catalog failed. Nothing was changed.</exception>
    public async ValueTask<IReadOnlyDictionary<ProductKey, Product>> FindAsync(
        IEnumerable<ProductKey> products, CancellationToken cancellationToken = default)
    {
        List<ProductKey>? unknown = null;
        foreach (var product in products)
        {
            if (!_found.ContainsKey(product) && _absent?.Contains(product) is not true)
            {
                (unknown ??= []).Add(product);
            }
        }

        if (unknown is null || catalog is null)
        {
            return _found;
        }

        try
        {
            await catalog.AddAllAsync(unknown, _found, cancellationToken).ConfigureAwait(false);
            faults.Succeeded();
            if (unknown.Exists(product => !_found.ContainsKey(product)))
            {
                (_absent ??= []).UnionWith(unknown.Where(product => !_found.ContainsKey(product)));
            }

            return _found;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            faults.Failed("", fault);
            throw new CartUnavailableException("The product catalog did not answer. Nothing was changed.", outcomeUnknown: false, fault) { IsLogged = true };
        }
    }

    /// <summary>Returns the same, for what can do without; null if the catalog failed, or the host has none.</summary>
    public async ValueTask<IReadOnlyDictionary<ProductKey, Product>?> TryFindAsync(
        IEnumerable<ProductKey> products, CancellationToken cancellationToken = default)
    {
        try
        {
            return catalog is null ? null : await FindAsync(products, cancellationToken).ConfigureAwait(false);
        }
        catch (CartUnavailableException)
        {
            return null;
        }
    }

    /// <summary>Forgets what was found, so that the next question is asked anew.</summary>
    public void Forget()
    {
        _found.Clear();
        _absent = null;
    }
}
