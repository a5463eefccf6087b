using Cart.Testing;

namespace Cart.Engine.Tests;

public sealed class InMemoryOrderStoreTests : OrderStoreContract
{
    private protected override Task<IOrderStore> CreateAsync() =>
        Task.FromResult<IOrderStore>(new InMemoryOrderStore(new InMemoryDiscountStore(), TimeProvider.System));
}

public sealed class InMemoryDiscountStoreTests : DiscountStoreContract
{
    private protected override Task<(IDiscountStore Discounts, IOrderStore Orders)> CreateAsync()
    {
        var discounts = new InMemoryDiscountStore();
        return Task.FromResult<(IDiscountStore, IOrderStore)>((discounts, new InMemoryOrderStore(discounts, TimeProvider.System)));
    }
}

public sealed class InMemoryOrderRecordTests : OrderRecordContract
{
    private protected override Task<IOrderStore> CreateAsync() =>
        Task.FromResult<IOrderStore>(new InMemoryOrderStore(new InMemoryDiscountStore(), TimeProvider.System));
}
