using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cart.Persistence.Tests;

/// <summary>A role of PostgreSQL with the rights that docs/security.md lists can do all that a shop does, and changes no tables.</summary>
public sealed class RestrictedRoleTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private readonly string _role = "shop_" + Guid.NewGuid().ToString("N");
    private IOptions<PostgresOptions> _options = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "docs/security.md"), Cancellation);
        var grants = page.Split("```sql\n")[1].Split("```")[0];
        await postgres.ExecuteAsync(grants
            .Replace("shop", _role, StringComparison.Ordinal)
            .Replace("SCHEMA cart", $"SCHEMA {postgres.Schema}", StringComparison.Ordinal));
        var settings = $"{postgres.ConnectionString};Username={_role};Password=SECRET";
        _options = Options.Create(new PostgresOptions { ConnectionString = settings, Schema = postgres.Schema });
    }

    public async ValueTask DisposeAsync() => await postgres.ExecuteAsync($"DROP OWNED BY {_role}; DROP ROLE {_role}");

    [Fact]
    public async Task All_that_a_shop_does_is_allowed_and_its_start_finds_nothing_to_apply()
    {
        Assert.Empty(await new PostgresMigrations(_options, NullLogger<PostgresMigrations>.Instance).ApplyAsync(Cancellation));
        using var orders = new PostgresOrderStore(_options);
        using var discounts = new PostgresDiscountStore(_options);
        using var audit = new PostgresAdminAudit(_options);
        await using var services = CartServices.Of(
            orders: orders, discounts: discounts, configure: static cart => cart.UseTaxCalculator(new FlatRateTaxCalculator(0.1m)));
        var code = DiscountCode.Parse("ROLE");
        await discounts.CreateAsync(new Discount { Code = code, Value = 10m, MaxUses = 5, MaxUsesPerCustomer = 1 }, Cancellation);
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<InMemoryCartSession>().UserId = _role;
        var cart = scope.ServiceProvider.GetRequiredService<ShoppingCart>();
        await cart.AddAsync(new ProductKey(7, 42), 10m, cancellationToken: Cancellation);
        await cart.ApplyDiscountAsync("ROLE", cancellationToken: Cancellation);

        var order = (await cart.CheckoutAsync(cancellationToken: Cancellation));

        Assert.Equal(9.9m, order.Totals.Total);
        Assert.NotNull(await orders.SettleAsync(order.CartId, 1, Cancellation));
        await orders.TakeAsync(10, TimeSpan.FromSeconds(1), Cancellation);
        await orders.CompleteAsync([order.Id], Cancellation);
        await orders.ExpireAsync(TimeSpan.FromDays(7), Cancellation);
        Assert.NotNull(await orders.ReturnDiscountAsync(order.Id, Cancellation));
        Assert.Equal(1, await orders.AnonymiseUserAsync(_role, Cancellation));
        Assert.Single(await orders.ListAsync(cancellationToken: Cancellation));
        await discounts.DeleteAsync(code, Cancellation);
        await audit.EndAsync(await audit.BeginAsync("operator", "disable", AuditSubject.Of(code), Cancellation), "done", Cancellation);
        Assert.Single(await audit.ListAsync(cancellationToken: Cancellation));
    }
}
