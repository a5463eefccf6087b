using System.Globalization;
using System.Text.Json.Nodes;
using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace Cart.Golden.Tests;

/// <summary>Runs one case: a host of its own on the stores given, a facade for each name of a cart, and its steps one by one.</summary>
internal sealed class GoldenRun : IAsyncDisposable
{
    private readonly Dictionary<string, GoldenSession> _sessions = [];
    private readonly Dictionary<string, GoldenCart> _carts = [];
    private readonly string _users = Guid.NewGuid().ToString("N");
    private readonly ServiceProvider _services;

    private GoldenRun(JsonObject golden, GoldenStores stores)
    {
        Settings = golden["settings"]?.DeepClone().AsObject() ?? [];
        Options.MaxQuantityPerItem = (int?)Settings["max_quantity_per_item"];
        Options.MinOrderAmount = Settings["min_order_amount"] is { } minimum ? GoldenValue.Decimal(minimum) : null;
        Calculators = new GoldenCalculators(Settings);
        Products = (golden["products"]?.AsArray() ?? []).ToDictionary(product => (string)product!["ref"]!, product => ProductOf(product!));
        Calculators.NameOf = key => Products.Values.FirstOrDefault(product => ProductKeyOf(product) == key)?.Name ?? key.ToString();
        _services = Host(golden, stores);
    }

    public CartOptions Options { get; } = new();

    public JsonObject Settings { get; }

    public GoldenCalculators Calculators { get; }

    public GoldenEvents Events { get; } = new();

    public Dictionary<string, GoldenProduct> Products { get; }

    public IServiceProvider Services => _services;

    internal static async Task RunAsync(string id, GoldenStores stores)
    {
        var golden = GoldenFile.Case(id);
        await using var run = new GoldenRun(golden, stores);
        foreach (var discount in golden["discounts"]?.AsArray() ?? [])
        {
            await GoldenDiscounts.StoreAsync(run.Services, discount!);
        }

        foreach (var (number, step) in golden["steps"]!.AsArray().Index())
        {
            await run.StepAsync($"{id}, step {number + 1}: {Shown(step!)}", step!.AsObject());
        }
    }

    public static ProductKey ProductKeyOf(GoldenProduct product) => new(product is PhysicalProduct ? 7 : 8, product.Id);

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    /// <summary>Returns the facade of a name: <c>a</c> and <c>a#2</c> are two of one session.</summary>
    public GoldenCart Cart(string name)
    {
        if (!_carts.TryGetValue(name, out var cart))
        {
            cart = Fresh(name);
            _carts.Add(name, cart);
        }

        return cart;
    }

    /// <summary>Returns another facade of a session, as the next request has it.</summary>
    public GoldenCart Fresh(string name)
    {
        var scope = _services.CreateScope().ServiceProvider;
        scope.GetRequiredService<SessionOfScope>().Session = Session(name);
        return new GoldenCart(scope, Session(name));
    }

    public GoldenSession Session(string name)
    {
        var session = name.Split('#')[0];
        if (!_sessions.TryGetValue(session, out var known))
        {
            known = new GoldenSession();
            _sessions.Add(session, known);
        }

        return known;
    }

    /// <summary>The stores outlive the case, so each case has users of its own.</summary>
    public string? UserId(string? user) => user is null ? null : $"{user}-{_users}";

    public static string? UserOf(string? userId) => userId?.Split('-')[0];

    private async Task StepAsync(string where, JsonObject step)
    {
        JsonObject actual = [];
        try
        {
            actual["result"] = await GoldenSteps.RunAsync(this, step);
        }
        catch (CartException refusal)
        {
            actual["error"] = GoldenComparison.ErrorOf(refusal);
        }

        actual["signals"] = new JsonArray([.. Events.Take()]);
        actual["inventory_checked"] = new JsonArray(
            [.. Calculators.Checked.Select(asked => new JsonArray(asked.Name, asked.Quantity))]);
        Calculators.Checked.Clear();
        GoldenComparison.Compare(where, step, actual);
    }

    private ServiceProvider Host(JsonObject golden, GoldenStores stores)
    {
        TimeProvider time = golden["now"] is { } now
            ? new FakeTimeProvider(DateTimeOffset.Parse((string)now!, CultureInfo.InvariantCulture))
            : TimeProvider.System;
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        var (carts, users, gate) = stores.Carts?.Invoke(options, time) ?? default;
        var (orders, discounts) = stores.Orders?.Invoke() ?? default;
        return CartServices.Of(Options, carts, orders, discounts, users, gate, time, Configure);
    }

    private void Configure(CartBuilder builder)
    {
        builder.AddProducts<PhysicalProduct>(7, product => product.Id, product => product.Price, product => product.Name)
            .AddProducts<DigitalProduct>(8, product => product.Id, product => product.Price, product => product.Name);
        var services = builder.Services;
        services.AddScoped<SessionOfScope>();
        services.Replace(ServiceDescriptor.Scoped<ICartSession>(scope => scope.GetRequiredService<SessionOfScope>().Session!));
        services.Replace(ServiceDescriptor.Singleton<ITaxCalculator>(Calculators));
        services.Replace(ServiceDescriptor.Singleton<IShippingCalculator>(Calculators));
        services.Replace(ServiceDescriptor.Singleton<IInventoryChecker>(Calculators));
        services.AddSingleton<ICartEventHandler<CartEvent>>(Events);
    }

    private static GoldenProduct ProductOf(JsonNode product)
    {
        var (id, name) = ((int)product["id"]!, (string?)product["name"] ?? "Widget");
        var price = product["price"] is { } given ? GoldenValue.Decimal(given) : (decimal?)null;
        return (string)product["type"]! == "product"
            ? new PhysicalProduct { Id = id, Name = name, Price = price }
            : new DigitalProduct { Id = id, Name = name, Price = price };
    }

    private static string Shown(JsonNode step)
    {
        var shown = step.DeepClone().AsObject();
        shown.Remove("expect");
        shown.Remove("expect_sqlite");
        return shown.ToJsonString();
    }

    /// <summary>Which session a scope belongs to.</summary>
    internal sealed class SessionOfScope
    {
        public GoldenSession? Session { get; set; }
    }
}
