using Cart.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
}
