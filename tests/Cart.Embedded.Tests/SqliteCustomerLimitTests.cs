using Cart.Engine;
using Cart.Testing;

namespace Cart.Embedded.Tests;

public sealed class SqliteCustomerLimitTests : CustomerLimitContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<IDisposable> _stores = [];

    public void Dispose()
    {
        _stores.ForEach(store => store.Dispose());
        _directory.Dispose();
    }

    private protected override Task<(IDiscountStore Discounts, IOrderStore Orders)> CreateAsync()
    {
        var path = Path.Combine(_directory.Path, "orders.db");
        var (discounts, orders) = (new SqliteDiscountStore(path), new SqliteOrderStore(path, TimeProvider.System));
        _stores.AddRange([discounts, orders]);
        return Task.FromResult<(IDiscountStore, IOrderStore)>((discounts, orders));
    }
}
