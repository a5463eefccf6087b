using Cart.Engine;
using Cart.Testing;

namespace Cart.Embedded.Tests;

/// <summary>One order file for the tests of a class.</summary>
public sealed class OrderFile : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public OrderFile()
    {
        Path = System.IO.Path.Combine(_directory.Path, "below", "orders.db");
        Store = new SqliteOrderStore(Path, TimeProvider.System);
        Discounts = new SqliteDiscountStore(Path);
    }

    public string Path { get; }

    internal SqliteOrderStore Store { get; }

    internal SqliteDiscountStore Discounts { get; }

    public void Dispose()
    {
        Store.Dispose();
        Discounts.Dispose();
        _directory.Dispose();
    }
}

public sealed class SqliteOrderStoreTests(OrderFile file) : OrderStoreContract, IClassFixture<OrderFile>
{
    private protected override Task<IOrderStore> CreateAsync() => Task.FromResult<IOrderStore>(file.Store);
}

public sealed class SqliteDiscountStoreTests(OrderFile file) : DiscountStoreContract, IClassFixture<OrderFile>
{
    private protected override Task<(IDiscountStore Discounts, IOrderStore Orders)> CreateAsync() =>
        Task.FromResult<(IDiscountStore, IOrderStore)>((file.Discounts, file.Store));
}

public sealed class SqliteOrderRecordTests(OrderFile file) : OrderRecordContract, IClassFixture<OrderFile>
{
    private protected override Task<IOrderStore> CreateAsync() => Task.FromResult<IOrderStore>(file.Store);
}
