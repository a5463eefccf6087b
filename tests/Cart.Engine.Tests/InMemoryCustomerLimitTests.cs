using Cart.Testing;

namespace Cart.Engine.Tests;

public sealed class InMemoryCustomerLimitTests : CustomerLimitContract
{
    private protected override Task<(IDiscountStore Discounts, IOrderStore Orders)> CreateAsync()
    {
        var discounts = new InMemoryDiscountStore();
        return Task.FromResult<(IDiscountStore, IOrderStore)>((discounts, new InMemoryOrderStore(discounts, TimeProvider.System)));
    }
}
