using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddCart().UseEmbedded("data"); // or .UseRedis("localhost:6379").UsePostgres("Host=localhost;…")
using var host = builder.Build();
await host.StartAsync();

var carts = host.Services.GetRequiredService<CartEngine>();
var id = CartId.New();
await carts.ApplyAsync(id, new AddLines(new ProductKey(7, 42), quantity: 2, unitPrice: 9.99m));
await carts.ApplyAsync(id, new AddLines(new ProductKey(8, "85123A"), quantity: 1, unitPrice: 2.55m));

var placed = await carts.CheckoutAsync(id);
Console.WriteLine($"{placed.Status}: {placed.Order!.Lines.Length} lines, {placed.Order.Totals.Total} {placed.Order.Totals.Currency}");

await host.StopAsync();
