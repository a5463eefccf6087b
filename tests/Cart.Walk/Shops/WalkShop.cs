using Cart.Engine;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cart.Walk;

/// <summary>A shop as the sample is, on Kestrel in this process, with a catalog that changes. Walks use it side by side.</summary>
internal sealed class WalkShop : IAsyncDisposable
{
    /// <summary>The name of the cookie that says who is signed in.</summary>
    public const string UserCookie = "user";

    private readonly WebApplication _app;
    private readonly string _directory;
    private readonly string? _schema;

    private WalkShop(WebApplication app, string directory, string? schema)
    {
        (_app, _directory, _schema) = (app, directory, schema);
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(20) };
    }

    /// <summary>A client without cookies of its own.</summary>
    public HttpClient Client { get; }

    public Wares Wares => _app.Services.GetRequiredService<Wares>();

    public CheckoutGate Gate => _app.Services.GetRequiredService<CheckoutGate>();

    /// <summary>What the shop has logged as errors.</summary>
    public LastErrors Errors => _app.Services.GetRequiredService<LastErrors>();

    /// <summary>Starts a shop.</summary>
    /// <exception cref="InvalidOperationException">The servers are asked for, and the environment names none.</exception>
    public static async Task<WalkShop> StartAsync(Target target)
    {
        var directory = Directory.CreateTempSubdirectory("cart-walk-").FullName;
        var schema = target.Stores is Stores.Servers ? "walk_" + Guid.NewGuid().ToString("N") : null;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development", ContentRootPath = directory });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddFilter(static level => level >= LogLevel.Error);
        builder.Services.AddSingleton<LastErrors>().AddSingleton<ILoggerProvider>(static services => services.GetRequiredService<LastErrors>());
        builder.Services.AddSingleton<Wares>().AddSingleton<CheckoutGate>();
        builder.Services.Configure<CheckOptions>(static checks => checks.Override.Add("redis_persistence"));
        builder.Services.AddProblemDetails();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(static cookie => cookie.Cookie.Name = UserCookie);
        Configure(builder.Services.AddCart(static cart => cart.MaxDiscountGuesses = 10_000), target, directory, schema);
        builder.Services.AddCartAdmin();
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseAuthentication();
        app.Use(HoldAsync);
        app.UseCart();
        app.MapDoors();
        app.MapCart();
        app.MapCartAdmin();
        await app.StartAsync();
        return new WalkShop(app, directory, schema);
    }

    /// <summary>Makes a walk's codes, in their first state.</summary>
    public async Task CreateCodesAsync(int walk)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var discounts = scope.ServiceProvider.GetRequiredService<IDiscountStore>();
        for (var code = 0; code < World.CodeCount; code++)
        {
            await discounts.CreateAsync(Discount(walk, code, isActive: true));
        }
    }

    /// <summary>Switches a code on or off.</summary>
    public async Task SwitchCodeAsync(int walk, int code, bool isActive)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DiscountService>().UpdateAsync(Discount(walk, code, isActive));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2)))
        {
            await _app.StopAsync(patience.Token);
        }

        await _app.DisposeAsync();
        if (_schema is not null)
        {
            await using var database = NpgsqlDataSource.Create(Given("CART_TEST_POSTGRES"));
            await using var drop = database.CreateCommand($"DROP SCHEMA IF EXISTS \"{_schema}\" CASCADE");
            await drop.ExecuteNonQueryAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private static void Configure(CartBuilder cart, Target target, string directory, string? schema)
    {
        _ = target.Stores switch
        {
            Stores.Memory => cart.UseInMemory(),
            Stores.Embedded => cart.UseEmbedded(directory),
            _ => cart.UseRedis(Given("CART_TEST_REDIS"), redis => redis.KeyPrefix = "walk-" + schema![5..17]).UsePostgres(Given("CART_TEST_POSTGRES"), postgres => postgres.Schema = schema!),
        };
        _ = target.Adapter switch
        {
            Adapter.Cookie => cart.UseCookies(),
            Adapter.Session => cart.UseAspNetSession(),
            _ => cart.UseRedisSession(),
        };
        cart.UseProductCatalog<WaresInScope>().UseShippingCalculator(new WalkDelivery()).UseTaxCalculator<GateInScope>();
        if (target.HasStock)
        {
            cart.UseInventoryChecker<CatalogInventory>();
        }
    }

    private static Discount Discount(int walk, int code, bool isActive) => new()
    {
        Code = DiscountCode.Parse(Wares.CodeOf(walk, code)),
        Type = code == 2 ? DiscountType.Fixed : DiscountType.Percent,
        Value = World.Values[code],
        MinCartValue = World.Minimums[code],
        IsActive = isActive,
    };

    private static Task HoldAsync(HttpContext context, RequestDelegate next)
    {
        context.RequestServices.GetRequiredService<CheckoutGate>().Enter(context.Request.Headers[CheckoutGate.Header]);
        return next(context);
    }

    private static string Given(string variable) => Environment.GetEnvironmentVariable(variable)
        ?? throw new InvalidOperationException($"A walk on servers needs {variable}: run it with eng/servers.sh, or name a server.");

    // The services of the whole shop, under the names that registrations by type make.
    internal sealed class WaresInScope(Wares wares) : IProductCatalog
    {
        public ValueTask<IReadOnlyDictionary<string, Product>> FindAsync(
            int contentTypeId, IReadOnlyCollection<string> objectIds, CancellationToken cancellationToken = default) =>
            wares.FindAsync(contentTypeId, objectIds, cancellationToken);
    }

    internal sealed class GateInScope(CheckoutGate gate) : ITaxCalculator
    {
        public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default) =>
            gate.CalculateAsync(context, cancellationToken);
    }
}
