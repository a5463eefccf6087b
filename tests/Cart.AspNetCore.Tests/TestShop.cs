using System.Security.Claims;
using Cart.Engine;
using Cart.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Cart.AspNetCore.Tests;

/// <summary>The API on a real server, with carts in memory and orders in a file of its own.</summary>
internal sealed class TestShop : IAsyncDisposable
{
    public static readonly Product Mug = new(new ProductKey(7, 42), "Mug, white", 9.99m);
    public static readonly Product Heart = new(new ProductKey(8, "85123A"), "Hanging heart", 2.55m);
    public static readonly Product Charges = new(new ProductKey(8, "BANK CHARGES"), "Gebühren & more", 1m);

    /// <summary>The header by which the tests say who is signed in.</summary>
    public const string UserHeader = "X-Test-User";

    private readonly WebApplication _app;
    private readonly TemporaryDirectory _directory;
    private readonly HttpClient _client;

    private TestShop(WebApplication app, TemporaryDirectory directory)
    {
        _app = app;
        _directory = directory;
        _client = PlainClient.New(new Uri(app.Urls.First()));
    }

    public Uri Address => _client.BaseAddress!;

    public IServiceProvider Services => _app.Services;

    public FakeTimeProvider Time => (FakeTimeProvider)Services.GetRequiredService<TimeProvider>();

    public ICartStore Carts => Services.GetRequiredService<ICartStore>();

    public IOrderStore Orders => Services.GetRequiredService<IOrderStore>();

    /// <summary>Lets the shop's time pass until an answer is there: a request that waits for another waits by that clock.</summary>
    public async Task<T> PassTimeUntilAsync<T>(Task<T> answer)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!answer.IsCompleted && await ticks.WaitForNextTickAsync(TestContext.Current.CancellationToken))
        {
            Time.Advance(TimeSpan.FromMilliseconds(5));
        }

        return await answer;
    }

    public Shopper NewShopper() => new(_client);

    /// <summary>Returns the active cart of a shopper's user, or the cart that a guest's cookie names.</summary>
    public CartId? CartOf(Shopper shopper)
    {
        if (shopper.User is { } user)
        {
            return Services.GetRequiredService<IUserCarts>().FindActiveAsync(user).AsTask().Result;
        }

        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = shopper.Cookie;
        var accessor = new HttpContextAccessor { HttpContext = context };
        var session = ActivatorUtilities.CreateInstance<CookieCartSession>(Services, accessor);
        return session.FindAsync().AsTask().Result;
    }

    public static async Task<TestShop> StartAsync(
        Action<CartBuilder>? configure = null,
        string environment = "Production",
        Action<CartOptions>? options = null,
        Action<WebApplication>? map = null)
    {
        var directory = new TemporaryDirectory();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 10, 0, 0, TimeSpan.Zero)));
        builder.Services.Configure<CheckOptions>(static checks => checks.Override.UnionWith(["redis_persistence", "redis_order_store"]));
        builder.Services.AddProblemDetails();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        var cart = builder.Services.AddCart(options)
            .UseInMemory()
            .UseEmbeddedOrders(directory.Path)
            .UseCookies()
            .UseProductCatalog(new FixedProductCatalog(Mug, Heart, Charges));
        builder.Services.AddCartAdmin(static admin => admin.AllowLoopback = true);
        configure?.Invoke(cart);
        var app = builder.Build();
        app.UseExceptionHandler();
        app.Use(SignInByHeaderAsync);
        app.UseCart();
        app.MapPost("/sign-in", static (ShoppingCart cart, HttpContext context) => cart.SignInAsync(context.Request.Headers[UserHeader]!));
        app.MapPost("/leave", static (ShoppingCart cart) => cart.SignOutAsync());
        app.MapCart();
        app.MapCartAdmin();
        app.MapCartHealth();
        map?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestShop(app, directory);
    }

    private static Task SignInByHeaderAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.TryGetValue(UserHeader, out var user))
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, user!)], "Test"));
        }

        return next(context);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _directory.Dispose();
    }
}
