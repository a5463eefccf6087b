using System.Security.Claims;
using Cart.Engine;
using Cart.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore.Tests;

/// <summary>What the host's configuration, its users and its keys mean for the cart.</summary>
public sealed class HostSettingsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddCart_reads_the_section_Cart_of_the_host_and_code_wins_over_it()
    {
        var builder = Builder("Production", ("Cart:MaxLines", "7"), ("Cart:MaxQuantityPerItem", "5"), ("Cart:Http:MaxItemsPerRequest", "3"), ("Cart:SessionAdapter", "redis"));
        builder.Services.AddCart(static cart => cart.MaxQuantityPerItem = 6).UseInMemory();
        await using var app = builder.Build();
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<IHttpContextAccessor>().HttpContext = new DefaultHttpContext();

        var options = app.Services.GetRequiredService<IOptions<CartOptions>>().Value;
        Assert.Equal((7, 6), (options.MaxLines, options.MaxQuantityPerItem));
        Assert.Equal(3, app.Services.GetRequiredService<IOptions<CartHttpOptions>>().Value.MaxItemsPerRequest);
        Assert.IsType<RedisCartSession>(scope.ServiceProvider.GetRequiredService<ICartSession>());
    }

    [Theory]
    [InlineData("Cart:Http:MaxItem", "Cart:Http:MaxItem is not a setting")]
    [InlineData("Cart:Admin:AllowLoopbak", "Cart:Admin:AllowLoopbak is not a setting")]
    [InlineData("Cart:TaxCalculator", "Cart:TaxCalculator is '1', which could not be used")]
    [InlineData("Cart:Http:MaxBodyBytes", "Cart:Http:MaxBodyBytes is 1; it must be between")]
    [InlineData("Cart:Admin:AllowLoopback", "Cart:Admin:AllowLoopback is '1'; it must be true or false")]
    public async Task A_setting_that_is_wrong_ends_the_start_in_Development(string setting, string explanation)
    {
        var builder = Builder("Development", (setting, "1"));
        builder.Services.AddCart().UseInMemory();
        builder.Services.AddCartAdmin();
        await using var app = builder.Build();

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(Cancellation));

        Assert.Contains(explanation, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sub", "ann", null, null, "ann")]
    [InlineData(ClaimTypes.NameIdentifier, "ann", null, null, "ann")]
    [InlineData(ClaimTypes.NameIdentifier, "two", "sub", "one", "one")]
    [InlineData("sub", "", ClaimTypes.NameIdentifier, "two", "two")]
    [InlineData("email", "ann@example.org", null, null, null)]
    public async Task The_user_is_the_first_of_sub_and_the_name_identifier(string type, string value, string? secondType, string? second, string? expected)
    {
        using var log = new LogRecords();
        await using var app = Users(static _ => { }, log);
        var claims = secondType is null ? [new Claim(type, value)] : new[] { new Claim(type, value), new Claim(secondType, second!) };

        var users = Enumerable.Range(0, 3).Select(_ => UserOf(app, claims)).ToList();

        Assert.All(users, user => Assert.Equal(expected, user));
        Assert.Equal(expected is null ? 1 : 0, log.All.Count(static record => record.Id == 4013));
    }

    [Fact]
    public async Task Claim_types_and_a_function_can_name_the_user()
    {
        using var log = new LogRecords();
        await using var byType = Users(static http => http.UserIdClaimTypes = ["oid"], log);
        await using var byFunction = Users(static http => http.UserId = static context => context.User.FindFirstValue("email"), log);
        Claim[] claims = [new("sub", "s"), new("oid", "o"), new("email", "e")];

        Assert.Equal(("o", "e"), (UserOf(byType, claims), UserOf(byFunction, claims)));
    }

    [Fact]
    public async Task Keys_that_cannot_be_used_end_the_start_and_make_a_running_host_unready()
    {
        using var keys = new TemporaryDirectory();
        await File.WriteAllTextAsync(Path.Combine(keys.Path, "key-00000000-0000-0000-0000-000000000000.xml"), "<key id=\"", Cancellation);
        var builder = Builder("Production");
        builder.Services.AddCart().UseInMemory();
        builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(keys.Path));
        await using var app = builder.Build();

        var refusal = await Assert.ThrowsAsync<UnfitStoreException>(() => app.StartAsync(Cancellation));

        Assert.Contains("no cookie can be protected", refusal.Message, StringComparison.Ordinal);
        var health = await app.Services.GetRequiredService<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckService>().CheckHealthAsync(Cancellation);
        Assert.Equal(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy, health.Entries["cart-keys"].Status);
    }

    private static WebApplication Users(Action<CartHttpOptions> configure, LogRecords log)
    {
        var builder = Builder("Production");
        builder.Logging.AddProvider(log);
        builder.Services.AddCart().UseInMemory().ConfigureHttp(configure);
        return builder.Build();
    }

    private static string? UserOf(WebApplication app, Claim[] claims) => RequestShopper.UserId(new DefaultHttpContext
    {
        RequestServices = app.Services,
        User = new ClaimsPrincipal(new ClaimsIdentity(claims, "Test")),
    });

    private static WebApplicationBuilder Builder(string environment, params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value)));
        return builder;
    }
}
