using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>What a host says of all problems with <c>AddProblemDetails</c>, the cart's problems say too, at each door.</summary>
public sealed class ProblemTests
{
    private static readonly (string Method, string Path, string? Body, HttpStatusCode Status, string Code)[] Doors =
    [
        ("POST", "/cart/items", "nonsense", HttpStatusCode.BadRequest, "malformed_request"),
        ("POST", "/cart/items", """{"content_type_id":7,"object_id":404}""", HttpStatusCode.NotFound, "product_not_found"),
        ("POST", "/cart/checkout", null, HttpStatusCode.UnprocessableEntity, "cart_empty"),
        ("PUT", "/cart/discount", """{"code":"NONE"}""", HttpStatusCode.UnprocessableEntity, "discount_not_found"),
        ("GET", "/cart-admin/discounts/NONE", null, HttpStatusCode.NotFound, "discount_not_found"),
    ];

    [Fact]
    public async Task What_the_host_customizes_is_in_every_problem_and_the_rest_stays()
    {
        await using var plain = await TestShop.StartAsync();
        await using var shop = await TestShop.StartAsync(static cart => cart.Services.AddProblemDetails(static options =>
            options.CustomizeProblemDetails = static context =>
            {
                var details = context.ProblemDetails;
                (details.Type, details.Instance) = ($"https://shop.example/problems/{details.Extensions["code"]}", context.HttpContext.Request.Path);
                details.Extensions["code"] = "another";
                details.Extensions["traceId"] = "4711";
                details.Extensions["attempt"] = 1;
            }));
        foreach (var (method, path, body, status, code) in Doors)
        {
            var usual = await plain.NewShopper().SendAsync(method, path, body);
            var answer = await shop.NewShopper().SendAsync(method, path, body);

            answer.IsProblem(status, code);
            Assert.Equal(
                ($"https://shop.example/problems/{code}", path, "4711", 1),
                (Text("type"), Text("instance"), Text("traceId"), answer.Json.GetProperty("attempt").GetInt32()));
            Assert.Equal(
                usual.Json.EnumerateObject().Select(static member => member.ToString()),
                answer.Json.EnumerateObject().Where(static member => member.Name is not ("type" or "instance" or "traceId" or "attempt"))
                    .Select(static member => member.ToString()));

            string? Text(string name) => answer.Json.GetProperty(name).GetString();
        }
    }

    [Fact]
    public async Task A_problem_is_the_same_with_the_hosts_problem_details_and_without_them()
    {
        await using var with = await TestShop.StartAsync(static cart => cart.Services.AddProblemDetails());
        await using var without = await TestShop.StartAsync(static cart =>
        {
            cart.Services.Configure<ExceptionHandlerOptions>(static handler => handler.ExceptionHandler = static _ => Task.CompletedTask);
            foreach (var service in cart.Services.Where(static service => service.ServiceType == typeof(IProblemDetailsService)).ToList())
            {
                cart.Services.Remove(service);
            }
        });
        Assert.NotNull(with.Services.GetService<IProblemDetailsService>());
        Assert.Null(without.Services.GetService<IProblemDetailsService>());
        foreach (var (method, path, body, status, code) in Doors)
        {
            var answer = await with.NewShopper().SendAsync(method, path, body);

            answer.IsProblem(status, code);
            Assert.Equal((await without.NewShopper().SendAsync(method, path, body)).Text, answer.Text);
        }
    }
}
