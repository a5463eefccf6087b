using System.Net;
using Cart.Engine;
using Cart.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore.Tests;

/// <summary>A shop that registers nothing but its own class: that class is its catalog.</summary>
public sealed class AddProductsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_class_alone_names_and_prices_its_products_on_every_door()
    {
        await using var app = await StartAsync(cart => cart.AddProducts<Mug>(
            7, mug => mug.Id, mug => mug.Price, mug => mug.Title, static (services, _, _) => services.GetRequiredService<MugShelf>().AllAsync()));
        using var client = PlainClient.New(new Uri(app.Urls.First()));
        var shopper = new Shopper(client);

        var added = await shopper.AddAsync("""{"content_type_id":7,"object_id":42,"quantity":2}""");
        (await shopper.AddAsync("""{"content_type_id":7,"object_id":99}""")).IsProblem(HttpStatusCode.NotFound, "product_not_found");
        (await shopper.AddAsync("""{"content_type_id":8,"object_id":42}""")).IsProblem(HttpStatusCode.NotFound, "product_not_found");
        var facade = await shopper.SendAsync("POST", "/facade", null);
        var cart = await shopper.GetAsync();
        var order = await shopper.CheckOutAsync();

        Assert.Equal((HttpStatusCode.OK, "Mug, white"), (added.Status, added.Json.GetProperty("items")[0].GetProperty("name").GetString()));
        Assert.Equal("\"7:42 x 3 at 9.99; Mug, white; Mug, white\"", facade.Text);
        Assert.Equal(("29.97", "Mug, white"), (
            cart.Json.GetProperty("total").GetString(),
            cart.Json.GetProperty("items")[0].GetProperty("name").GetString()));
        Assert.Equal(0, cart.Json.GetProperty("warnings").GetArrayLength());
        Assert.Equal((HttpStatusCode.Created, "Mug, white"), (order.Status, order.Json.GetProperty("items")[0].GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_catalog_of_the_host_wins_whatever_was_called_first()
    {
        var catalog = new FixedProductCatalog(TestShop.Mug);
        foreach (var configure in (Action<CartBuilder>[])
        [
            cart => WithMugs(cart).UseProductCatalog(catalog),
            cart => WithMugs(cart.UseProductCatalog(catalog)),
        ])
        {
            await using var app = await StartAsync(configure);
            await using var scope = app.Services.CreateAsyncScope();
            Assert.Same(catalog, scope.ServiceProvider.GetRequiredService<IProductCatalog>());
        }
    }

    [Fact]
    public async Task A_class_that_cannot_find_its_objects_is_named()
    {
        var none = await Assert.ThrowsAsync<InvalidOperationException>(
            () => StartAsync(cart => cart.AddProducts<Mug>(7, mug => mug.Id, mug => mug.Price)));
        Assert.Contains(".AddProducts<T>(…) with find", none.Message, StringComparison.Ordinal);

        await using var app = await StartAsync(cart => WithMugs(cart).AddProducts<Uri>(8, uri => uri.Port));
        await using var scope = app.Services.CreateAsyncScope();
        var some = Assert.Throws<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<IProductCatalog>());
        Assert.Contains("AddProducts<Uri>(…) needs find", some.Message, StringComparison.Ordinal);
    }

    private static CartBuilder WithMugs(CartBuilder cart) => cart.AddProducts<Mug>(
        7, mug => mug.Id, mug => mug.Price, mug => mug.Title, static (_, _, _) => Task.FromResult<IEnumerable<Mug>>([]));

    private static async Task<WebApplication> StartAsync(Action<CartBuilder> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddScoped<MugShelf>();
        configure(builder.Services.AddCart().UseInMemory());
        var app = builder.Build();
        app.UseCart();
        app.MapCart();
        app.MapPost("/facade", static async (ShoppingCart cart) =>
        {
            var line = await cart.AddAsync(new Mug(42, 9.99m, "Mug, white"));
            var product = (await cart.GetAsync()).Products[line.Product];
            return Results.Json($"{line}; {product.Name}; {((Mug)product.Source!).Title}");
        });
        await app.StartAsync(Cancellation);
        return app;
    }

    private sealed record Mug(int Id, decimal Price, string Title);

    private sealed class MugShelf
    {
        private readonly Mug[] _mugs = [new Mug(41, 1m, "Mug, blue"), new Mug(42, 9.99m, "Mug, white")];

        public Task<IEnumerable<Mug>> AllAsync() => Task.FromResult<IEnumerable<Mug>>(_mugs);
    }
}
