using Cart.Admin;
using Cart.Engine;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public async Task Mapping_without_the_services_says_which_call_is_missing()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCart();
        await using (var app = builder.Build())
        {
            Assert.Contains("UseEmbedded", Assert.Throws<InvalidOperationException>(() => app.MapCart()).Message, StringComparison.Ordinal);
        }

        builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCart().UseEmbeddedCarts("unused").UseEmbeddedOrders("unused");
        await using (var app = builder.Build())
        {
            Assert.Contains("UseProductCatalog", Assert.Throws<InvalidOperationException>(() => app.MapCart()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_host_of_AddCart_has_no_admin_until_it_calls_AddCartAdmin()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCart().UseInMemory().UseProductCatalog(new FixedProductCatalog(TestShop.Mug));

        Assert.DoesNotContain(builder.Services, static service => service.ServiceType == typeof(IAntiforgery));
        Assert.DoesNotContain(builder.Services, static service => service.ServiceType.Assembly == typeof(CartAdminOptions).Assembly);
        Assert.DoesNotContain(
            typeof(CartHttpOptions).Assembly.GetReferencedAssemblies(),
            static reference => reference.Name!.StartsWith("Microsoft.AspNetCore.Components", StringComparison.Ordinal));
        await using var app = builder.Build();
        Assert.Contains("AddCartAdmin", Assert.Throws<InvalidOperationException>(() => app.MapCartAdmin()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(255, 100, nameof(CartHttpOptions.MaxBodyBytes))]
    [InlineData(1048577, 100, nameof(CartHttpOptions.MaxBodyBytes))]
    [InlineData(65536, 0, nameof(CartHttpOptions.MaxItemsPerRequest))]
    [InlineData(65536, 1001, nameof(CartHttpOptions.MaxItemsPerRequest))]
    public async Task Limits_out_of_range_stop_the_host_from_starting(int maxBodyBytes, int maxItems, string option)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCart().ConfigureHttp(options => (options.MaxBodyBytes, options.MaxItemsPerRequest) = (maxBodyBytes, maxItems));
        using var host = builder.Build();

        var invalid = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(option, invalid.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_catalog_of_the_host_is_made_once_a_request()
    {
        await using var shop = await TestShop.StartAsync(static cart => cart.UseProductCatalog<ChangingCatalog>());

        Assert.Equal("Product 42", (await shop.NewShopper().AddMugsAsync()).Json.GetProperty("items")[0].GetProperty("name").GetString());
        using var one = shop.Services.CreateScope();
        using var two = shop.Services.CreateScope();
        Assert.Same(one.ServiceProvider.GetService<IProductCatalog>(), one.ServiceProvider.GetService<IProductCatalog>());
        Assert.NotSame(one.ServiceProvider.GetService<IProductCatalog>(), two.ServiceProvider.GetService<IProductCatalog>());
    }

    [Theory]
    [InlineData(null, typeof(CookieCartSession))]
    [InlineData("session", typeof(AspNetCartSession))]
    [InlineData("Cookie", typeof(CookieCartSession))]
    [InlineData("redis", typeof(RedisCartSession))]
    [InlineData("Cart.AspNetCore.Tests.HeaderSession, Cart.AspNetCore.Tests", typeof(HeaderSession))]
    public async Task A_session_is_chosen_by_name(string? name, Type expected)
    {
        var builder = QuietBuilder();
        builder.Configuration["Cart:SessionAdapter"] = name;
        builder.Configuration["Cart:Http:MaxItemsPerRequest"] = "7";
        builder.Services.AddCart(builder.Configuration.GetSection("Cart")).UseInMemory();
        await using var app = builder.Build();
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IHttpContextAccessor>().HttpContext = new DefaultHttpContext();

        Assert.IsType(expected, scope.ServiceProvider.GetRequiredService<ICartSession>());
        Assert.Equal(7, scope.ServiceProvider.GetRequiredService<IOptions<CartHttpOptions>>().Value.MaxItemsPerRequest);
    }

    [Theory]
    [InlineData("x.Y")]
    [InlineData("System.String")]
    public async Task A_session_that_cannot_be_found_stops_the_host_from_starting(string name)
    {
        var builder = QuietBuilder();
        builder.Configuration["Cart:SessionAdapter"] = name;
        builder.Services.AddCart(builder.Configuration.GetSection("Cart")).UseInMemory();
        await using var app = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains($"Cart:SessionAdapter is '{name}', which could not be used", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("session, cookie, redis", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_choice_carts_are_known_by_a_cookie()
    {
        // Outside Development the cookie is Secure, and the client would not send it over plain http.
        var builder = QuietBuilder("Development");
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddCart().UseInMemory();
        await using var app = builder.Build();
        app.UseCart();
        app.MapPost("/add", static async (ShoppingCart cart) => $"{await cart.AddAsync(new ProductKey(7, 42), 9.99m)}");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        await client.PostAsync(new Uri("/add", UriKind.Relative), null, TestContext.Current.CancellationToken);
        var again = await client.PostAsync(new Uri("/add", UriKind.Relative), null, TestContext.Current.CancellationToken);

        Assert.Equal("7:42 x 2 at 9.99", await again.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static WebApplicationBuilder QuietBuilder(string? environment = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.Logging.ClearProviders();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        return builder;
    }
}
