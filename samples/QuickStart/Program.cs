using Cart.Engine;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCart().UseEmbedded("data") // or .UseRedis("localhost:6379").UsePostgres("Host=localhost;…")
    .UseProductCatalog(new FixedProductCatalog(new Product(new ProductKey(7, 42), "Mug, white", 9.99m)));
builder.Services.AddRazorPages();
var app = builder.Build();

app.UseCart(); // a refusal, such as an empty cart, is problem details with a code
app.MapPost("/add/{product}", async (ProductKey product, ShoppingCart cart) => $"{await cart.AddAsync(product)}");
app.MapPost("/remove/{product}", (ProductKey product, ShoppingCart cart) => cart.RemoveAsync(product));
app.MapPost("/checkout", async (ShoppingCart cart) => $"{(await cart.CheckoutAsync()).Totals.Total} to pay");
app.MapRazorPages();
app.Run();
