using System.Text.Json;
using Cart.Engine;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Storefront;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args,
    WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
});

// The shop's own settings, below every other source: what the command line, the environment or appsettings.json says wins. A call in
// code, such as UseShippingCalculator, would win over them all.
builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
{
    InitialData = new Dictionary<string, string?>
    {
        ["urls"] = "http://127.0.0.1:5080",
        ["Cart:InventoryChecker"] = typeof(CatalogInventory).FullName,
        ["Cart:ShippingCalculator"] = typeof(Delivery).FullName,
        ["Cart:Http:DetailUrlName"] = ShopPages.BasketName,
    },
});
builder.Logging.ClearProviders().AddSimpleConsole(static console => console.SingleLine = true);
builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);

var stores = Stores.From(builder.Configuration, builder.Environment);
stores.AddTo(builder.Services.AddCart());
builder.Services.TryAddSingleton<IProductCatalog>(new FixedProductCatalog(Shelf.Items.Select(static item => item.Product)));

// The keys of the shoppers' cookies: all processes of a shop share them, and they survive a restart as the carts do.
builder.Services.AddDataProtection()
    .SetApplicationName("Storefront")
    .PersistKeysToFileSystem(Directory.CreateDirectory(stores.KeyDirectory));
builder.Services.AddCartAdmin();
builder.Services.AddHostedService<DiscountsOfTheSeason>();
builder.Services.AddShopPages();
builder.Services.AddOpenApi(static api => api.DescribeCart());
builder.Services.AddProblemDetails();
builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);

var app = builder.Build();
app.UseErrorPages();
app.UseMiddleware<SafeHeaders>();
app.UseMiddleware<PlainForms>();
app.UseStaticFiles();
app.UseRouting();
app.UseAuthentication();
app.UseCart();

app.MapRazorPages();
app.MapLogin();
app.MapGet("/products", static () => Shelf.Items.Select(static item => item.Listing)).WithSummary("Lists what the shop sells.");
app.MapCart();

// Without a policy for operators the admin answers this machine itself in Development, and nobody in Production.
app.MapCartAdmin();
app.MapCartHealth();
app.MapOpenApi();
app.Lifetime.ApplicationStarted.Register(() => app.Logger.RunsOn(stores.Carts, stores.Orders));
try
{
    await app.RunAsync();
}
catch (Exception refusal) when (refusal is UnfitStoreException or OptionsValidationException
    or AggregateException { InnerException: OptionsValidationException })
{
    // The host has logged what is wrong and what to do. An unhandled exception would end the process with SIGABRT and a core dump.
    Environment.ExitCode = 1;
}
