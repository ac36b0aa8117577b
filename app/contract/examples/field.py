"""Examples of request bodies of field service: customers, catalogue, stock, agenda, orders.

The customer is the bakery of the demo organization.
"""

from typing import Any

from app.contract.examples.ids import (
    BAKERY,
    BAKERY_AGAIN,
    CABLE_CUT,
    CONTRACT,
    CUSTOMER_COLLEAGUE,
    DROP_CABLE,
    NO_SIGNAL,
    SERVICE,
    SHOP,
    SPECIALTY,
    SPLICED,
    TECHNICIAN,
    UPLOAD,
    VAN,
    WAREHOUSE,
)

_DRAWN = [
    [{"t": 40 * i, "x": 40 + 18 * i, "y": 90 - 30 * (i % 2)} for i in range(12)],
    [{"t": 900 + 40 * i, "x": 50 + 20 * i, "y": 110 + 3 * i} for i in range(10)],
]
_REPORT = {
    "cause_code_id": CABLE_CUT,
    "solution_code_id": SPLICED,
    "details": "Cabo drop rompido pela poda entre o poste e a fachada; 35,5 m trocados.",
    "attended_by": "Helena Duarte",
    "network": {"cto": "CTO-CAM-042", "port": "5", "signal_dbm": "-19.8"},
}

_SIGNED = {
    "role": "customer",
    "signer_name": "Helena Duarte",
    "signer_document": "52998224725",
    "consent_text": "Li o relatório e concordo.",
    "consent_version": "2026-11",
    "strokes": _DRAWN,
    "canvas": {"width": 320, "height": 160},
    "content_hash": "6b3a55e0261b0304143f805a24924d0c1c44524821305f31d9277843b8a10f4e",
    "device_time": "2026-12-22T11:59:42Z",
}

FIELD_EXAMPLES: dict[str, Any] = {
    # customers
    "CustomerCreate": {
        "name": "Cantina da Nona",
        "kind": "company",
        "document": "23.345.678/0001-01",
        "email": "contato@cantina.example",
        "phone": "+55 19 90000-0106",
    },
    "ContactUpdate": {"is_administrator": True},
    "CustomerUpdate": {
        "email": "financeiro@padaria.example",
        "notes": "Abre às cinco; prefere visitas depois das duas da tarde.",
    },
    "SheetImport": {"file_id": UPLOAD, "dry_run": True, "on_errors": "skip_rows"},
    "CustomerMerge": {"into_customer_id": BAKERY_AGAIN},
    "CustomerFileAdd": {"file_id": UPLOAD, "note": "Contrato assinado"},
    "ContractCreate": {
        "contract_number": "2026/001234",
        "site_id": SHOP,
        "plan": "Fibra 700 M",
        "sub_plan": "Wi-Fi 6",
        "starts_on": "2026-12-28",
        "pppoe_username": "padaria.caixas@fibraboa",
        "pppoe_password": "k7-ondas-9d",
    },
    "ContractUpdate": {"plan": "Fibra 1 G", "sub_plan": None},
    "ContractCancel": {"reason": "A loja muda para outra cidade."},
    "EquipmentCreate": {
        "site_id": SHOP,
        "label": "Roteador do balcão",
        "manufacturer": "Huawei",
        "model": "AX3",
        "serial_number": "2102353ABCD0000017",
        "owner": "organization",
        "installed_on": "2026-12-22",
    },
    "EquipmentUpdate": {"contract_id": CONTRACT, "notes": "Fonte trocada em novembro."},
    "SiteCreate": {
        "label": "Quiosque do Taquaral",
        "street": "Avenida Doutor Heitor Penteado",
        "street_number": "210",
        "complement": "Quiosque 3",
        "district": "Taquaral",
        "city": "Campinas",
        "state": "SP",
        "postal_code": "13087-000",
        "latitude": -22.87551,
        "longitude": -47.05323,
        "access_notes": "Entrada pelo portão 2 do parque.",
    },
    "SiteUpdate": {
        "access_notes": "Entrada de serviço pela rua lateral; antes das seis, tocar a campainha."
    },
    "ContactCreate": {"person_id": CUSTOMER_COLLEAGUE},
    "CustomerTechniciansPut": {
        "technicians": [{"person_id": TECHNICIAN, "preference": "preferred"}]
    },
    # catalog
    "SpecialtyCreate": {"name": "Rádio", "description": "Enlaces ponto a ponto e alinhamento."},
    "SpecialtyUpdate": {"description": "Fusão, medição e localização de falhas, também em postes."},
    "CategoryCreate": {"name": "Manutenção preventiva"},
    "CategoryUpdate": {"active": False},
    "CityCreate": {"name": "Valinhos", "state": "SP", "latitude": -22.9698, "longitude": -46.9974},
    "CityUpdate": {"active": False},
    "ServiceCreate": {
        "code": "MIG-FTTH",
        "name": "Migração para fibra",
        "duration_minutes": 90,
        "price": "149.90",
        "needed_specialties": [{"specialty_id": SPECIALTY, "least_level": 3}],
        "materials": [{"product_id": DROP_CABLE, "quantity": "50.000"}],
        "closing_policy": {"min_photos": 2, "needs_network": True},
    },
    "ServiceUpdate": {"price": "159.90", "duration_minutes": 75},
    "CatalogImport": {"kind": "services", "file_id": UPLOAD, "dry_run": True},
    "CodeCreate": {"kind": "cause", "code": "PODA", "label": "Cabo rompido por poda de árvore"},
    "CodeUpdate": {"active": False},
    # stock
    "ProductCreate": {
        "sku": "DROP-2FO",
        "name": "Cabo drop óptico 2 fibras",
        "unit": "m",
        "scale": 1,
    },
    "ProductUpdate": {"name": "Cabo drop óptico 1 fibra, preto"},
    "StockLocationCreate": {"kind": "van", "name": "Fiorino 3", "person_id": TECHNICIAN},
    "StockLocationUpdate": {"name": "Fiorino 4"},
    "MovementCreate": {
        "kind": "transfer",
        "from_location_id": WAREHOUSE,
        "to_location_id": VAN,
        "note": "Carga de terça-feira",
        "lines": [{"product_id": DROP_CABLE, "quantity": "100.0"}],
    },
    "StockLevelPut": {"minimum": "100.0", "target": "305.0"},
    "PurchaseCreate": {
        "supplier": "Cabos do Sul",
        "order_number": "PC-0412",
        "location_id": WAREHOUSE,
        "lines": [{"product_id": DROP_CABLE, "quantity": "3050.0"}],
    },
    "PurchaseReceive": {
        "document_number": "NF-e 41.207",
        "lines": [{"product_id": DROP_CABLE, "quantity": "1525.0", "unit_cost": "0.82"}],
    },
    "TransferCreate": {
        "from_location_id": WAREHOUSE,
        "to_location_id": VAN,
        "note": "Para as instalações de quinta-feira",
        "lines": [{"product_id": DROP_CABLE, "quantity": "200.0"}],
    },
    "TransferPick": {"lines": [{"product_id": DROP_CABLE, "quantity": "150.0"}]},
    "TransferReceive": {
        "lines": [{"product_id": DROP_CABLE, "quantity": "198.5"}],
        "note": "Ponta do rolo amassada",
    },
    "StockCountCreate": {"location_id": VAN, "note": "Contagem do mês"},
    "CountRecord": {"lines": [{"product_id": DROP_CABLE, "quantity": "42.5"}]},
    "AdjustmentCreate": {
        "location_id": WAREHOUSE,
        "kind": "damaged",
        "note": "Rolo molhado na goteira do almoxarifado",
        "lines": [{"product_id": DROP_CABLE, "quantity": "-12.5"}],
    },
    "SerialReconcile": {
        "location_id": VAN,
        "reason": "Estava na caixa de ferramentas",
    },
    # schedules
    "BookingCreate": {
        "person_id": TECHNICIAN,
        "kind": "absence",
        "starts_at": "2026-12-24T11:00:00Z",
        "ends_at": "2026-12-24T20:00:00Z",
        "note": "Folga combinada",
    },
    "AbsenceCreate": {
        "kind": "vacation",
        "first_day": "2027-01-11",
        "last_day": "2027-01-22",
        "reason": "Férias escolares dos filhos",
    },
    "AbsenceRefuse": {"answer": "Já há dois técnicos de férias nesses dias."},
    "BookingUpdate": {
        "starts_at": "2026-12-21T14:00:00Z",
        "ends_at": "2026-12-21T16:00:00Z",
        "pinned": True,
    },
    "OnCallDutyPut": {
        "periods": [{"starts_at": "2026-12-24T21:00:00Z", "ends_at": "2026-12-25T11:00:00Z"}]
    },
    "SchedulePlanCreate": {
        "starts_at": "2026-12-22T03:00:00Z",
        "ends_at": "2026-12-23T03:00:00Z",
        "technician_ids": [TECHNICIAN],
        "start": {"latitude": -22.9056, "longitude": -47.0608},
        "seed": 7,
    },
    "ScheduleRepairCreate": {
        "disruption": "technician_absent",
        "technician_id": TECHNICIAN,
        "starts_at": "2026-12-22T11:00:00Z",
        "ends_at": "2026-12-22T21:00:00Z",
    },
    "TechnicianSpecialtyPut": {
        "level": 4,
        "first_day": "2026-03-02",
        "last_day": "2028-03-01",
    },
    "SlotsWanted": {
        "service_ids": [SERVICE],
        "site_id": SHOP,
        "starts_after": "2026-12-14T03:00:00Z",
        "ends_before": "2026-12-19T03:00:00Z",
        "window": "shift",
        "limit": 5,
    },
    "AgendaFeedCreate": {"name": "Calendário do celular"},
    "WorkingHoursPut": {
        "periods": [
            {
                "name": "Uma semana de manhã, uma à tarde e à noite",
                "first_day": "2026-11-30",
                "weeks": [
                    {
                        "intervals": [
                            {"weekday": 0, "starts": "08:00", "ends": "12:00"},
                            {"weekday": 0, "starts": "13:00", "ends": "17:00"},
                        ]
                    },
                    {"intervals": [{"weekday": 4, "starts": "22:00", "ends": "06:00"}]},
                ],
            },
            {
                "name": "Verão",
                "first_day": "2026-12-21",
                "last_day": "2027-02-28",
                "weeks": [{"intervals": [{"weekday": 0, "starts": "07:00", "ends": "13:00"}]}],
            },
        ]
    },
    # orders
    "OrderCreate": {
        "customer_id": BAKERY,
        "site_id": SHOP,
        "problem_code_id": NO_SIGNAL,
        "title": "Sem internet desde a tempestade",
        "description": "A luz LOS do modem pisca em vermelho.",
        "priority": "high",
    },
    "OrderUpdate": {"priority": "urgent"},
    "OrderSchedule": {
        "technician_id": TECHNICIAN,
        "starts_at": "2026-12-23T12:00:00Z",
        "ends_at": "2026-12-23T13:30:00Z",
    },
    "OrderStart": {
        "occurred_at": "2026-12-22T11:58:10Z",
        "latitude": -22.89421,
        "longitude": -47.04987,
        "accuracy_m": 8.5,
    },
    "MaterialUse": {"product_id": DROP_CABLE, "quantity": "35.5"},
    "MaterialKit": {"lines": [{"product_id": DROP_CABLE, "quantity": "35.5"}]},
    "MaterialCorrection": {
        "product_id": DROP_CABLE,
        "quantity": "-2.5",
        "location_id": VAN,
        "reason": "Sobrou um pedaço do cabo",
    },
    "CloseFacts": _REPORT,
    "OrderClose": _REPORT
    | {
        "customer_signature": _SIGNED,
    },
    "VisitMoment": {
        "occurred_at": "2026-12-22T11:40:00Z",
        "latitude": -22.89421,
        "longitude": -47.04987,
    },
    "FailedVisitReport": {
        "occurred_at": "2026-12-22T11:50:00Z",
        "reason": "A companhia de energia precisa desligar a rede do poste antes.",
    },
    "NoShowReport": {
        "occurred_at": "2026-12-22T11:55:00Z",
        "latitude": -22.89421,
        "longitude": -47.04987,
        "note": "Tocou e telefonou duas vezes; esperou meia hora.",
        "contact_attempts": 2,
    },
    "PhotoAdd": {"file_id": UPLOAD, "kind": "after", "note": "O cabo novo na fachada."},
    "OrderReopen": {"reason": "O sinal caiu de novo dois dias depois da fusão."},
    "OrderClone": {"title": "Revisão anual da fibra"},
    "OrderServices": {"services": [{"service_id": SERVICE, "quantity": "1"}]},
    "OrderLines": {
        "lines": [
            {"service_id": SERVICE, "quantity": "1", "discount_percent": "10"},
            {"product_id": DROP_CABLE, "quantity": "35.5", "unit_price": "3.20"},
            {"description": "Andaime, um dia", "unit_price": "80.00"},
        ],
        "discount_amount": "20.00",
    },
    "ExpenseAdd": {"kind": "toll", "amount": "12.50", "note": "Rodovia Dom Pedro I, ida e volta"},
    "OrderCommentAdd": {"body": "A chave da sala do roteador fica com a Helena, no caixa."},
    "QuoteCreate": {
        "customer_id": BAKERY,
        "site_id": SHOP,
        "title": "Fibra para o segundo caixa",
        "lines": [
            {"service_id": SERVICE, "quantity": "1"},
            {"product_id": DROP_CABLE, "quantity": "35.5", "unit_price": "3.20"},
            {"description": "Andaime, um dia", "unit_price": "80.00", "discount_percent": "10"},
        ],
        "discount_amount": "20.00",
        "payment_terms": "Metade na aprovação, metade na entrega.",
        "starts_on": "2027-01-11",
        "ends_on": "2027-01-12",
    },
    "QuoteUpdate": {"discount_percent": "5"},
    "QuoteSend": {"email": "helena@padaria.example", "message": "Obrigado por nos receber ontem."},
    "QuoteReject": {"reason": "O andaime ficou caro demais."},
    "QuoteConvert": {"problem_code_id": NO_SIGNAL},
    "VisitLinkSend": {"message": "Escolha o melhor horário para a visita."},
    "VisitToken": {"token": "chm_visit_0Bw1t9YxGd4kQvZpR2sLmNc7uHfJ6aTe8"},
    "VisitChosenByLink": {
        "token": "chm_visit_0Bw1t9YxGd4kQvZpR2sLmNc7uHfJ6aTe8",
        "window_id": "0198c5a4-b1c2-7d3e-8f40-a1b2c3d4e5f6",
    },
    "VisitChosen": {"window_id": "0198c5a4-b1c2-7d3e-8f40-a1b2c3d4e5f6"},
    "QuoteToken": {"token": "chm_quote_0Bw1t9YxGd4kQvZpR2sLmNc7uHfJ6aTe8"},
    "QuoteApprovalByLink": {
        "token": "chm_quote_0Bw1t9YxGd4kQvZpR2sLmNc7uHfJ6aTe8",
        "signature": _SIGNED | {"consent_text": "Li o orçamento e aprovo."},
    },
    "QuoteRejectionByLink": {
        "token": "chm_quote_0Bw1t9YxGd4kQvZpR2sLmNc7uHfJ6aTe8",
        "reason": "Outra proposta foi melhor.",
    },
    "IncidentSitesAdd": {"site_ids": [SHOP]},
    "OrderLocation": {"latitude": -22.89431, "longitude": -47.04995, "accuracy_m": 6},
    "OrderCancel": {"reason": "A cliente viu que a tomada estava solta."},
}
