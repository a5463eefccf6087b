using System.Text.Json;
using Cart.Engine;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration.Memory;
using Storefront;

var builder = WebApplication.CreateBuilder(args);

// A fallback below every other source, so that --urls, ASPNETCORE_URLS and appsettings.json still win.
builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
{
    InitialData = [KeyValuePair.Create<string, string?>("urls", "http://127.0.0.1:5080")],
});
builder.Logging.ClearProviders().AddSimpleConsole(static console => console.SingleLine = true);
builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);

var stores = Stores.From(builder.Configuration, builder.Environment);
stores.AddTo(builder.Services.AddCart())
    .UseCookies()
    .UseProductCatalog(new FixedProductCatalog(Shelf.Items.Select(static item => item.Product)));

// The keys of the shoppers' cookies lie beside the carts: both survive a restart of the shop, or neither does.
builder.Services.AddDataProtection()
    .SetApplicationName("Storefront")
    .PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(stores.DataDirectory, "keys")));
builder.Services.AddProblemDetails();
builder.Services.ConfigureHttpJsonOptions(static json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);

var app = builder.Build();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseCart();
app.MapGet("/", static (HttpRequest request) => Welcome.To(request));
app.MapGet("/products", static () => Shelf.Items.Select(static item => item.Listing));
app.MapCart();
app.Lifetime.ApplicationStarted.Register(() => app.Logger.RunsOn(stores.Carts, stores.Orders));
await app.RunAsync();
