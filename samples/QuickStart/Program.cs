using Cart.Engine;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCart().UseEmbedded("data").UseCookies(); // or .UseRedis("localhost:6379").UsePostgres("Host=localhost;…")
var app = builder.Build();

app.MapPost("/add/{product}", async (string product, ShoppingCart cart) => $"{await cart.AddAsync(new ProductKey(7, product), 9.99m)}");
app.MapGet("/", async (ShoppingCart cart) => $"{await cart.CountAsync()} units, {await cart.TotalAsync()}");
app.MapPost("/checkout", async (ShoppingCart cart) => $"{(await cart.CheckoutAsync()).Order!.Totals.Total} to pay");

app.UseExceptionHandler(); // a refusal, such as an empty cart, is problem details with a code
app.Run();
